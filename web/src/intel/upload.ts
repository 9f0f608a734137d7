import { file } from "../base/realm";
import { linkDown, problemOf } from "../base/problem";
import type { ImportResult } from "./queries";

/** How an import is asked for. */
export interface ImportAsk {
  body: Blob;
  name: string;
  mark: string; // "tlp:amber" or "" for none
  format: string; // "stix", "misp" or "auto"
}

/** Stage is how far an upload has come: the share that was sent, then the node's own work. */
export type Stage = { sending: number } | "reading";

/** upload sends a file and waits for the node to store it. It is an XMLHttpRequest because fetch tells nothing of what was sent. */
export function upload(ask: ImportAsk, onStage: (s: Stage) => void, signal: AbortSignal): Promise<ImportResult> {
  const query = new URLSearchParams({ name: ask.name, format: ask.format });
  if (ask.mark !== "") query.set("mark", ask.mark);
  return new Promise((resolve, reject) => {
    const x = new XMLHttpRequest();
    x.open("POST", file("/api/v1/intel/imports?" + query.toString()));
    x.setRequestHeader("Content-Type", "application/json");
    x.setRequestHeader("Accept", "application/json, application/problem+json");
    x.responseType = "text";
    x.upload.onprogress = (e) => e.lengthComputable && onStage({ sending: Math.floor((100 * e.loaded) / e.total) });
    x.upload.onload = () => onStage("reading");
    x.onerror = () => reject(linkDown());
    x.onabort = () => reject(new DOMException("stopped", "AbortError"));
    x.onload = () => {
      const body = parse(x.responseText);
      if (x.status >= 200 && x.status < 300) resolve(body as ImportResult);
      else reject(problemOf(x.status, body));
    };
    signal.addEventListener("abort", () => x.abort());
    x.send(ask.body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** looksLikeJson tells a JSON document by its first character, so that a wrong file is not sent in vain. */
export async function looksLikeJson(body: Blob): Promise<boolean> {
  const head = await body.slice(0, 256).text();
  return /^\uFEFF?\s*[[{]/.test(head);
}

/** size writes a number of bytes for people. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const [unit, by] = bytes < 1024 ** 2 ? ["KiB", 1024] : bytes < 1024 ** 3 ? ["MiB", 1024 ** 2] : ["GiB", 1024 ** 3];
  const n = bytes / (by as number);
  return `${n < 10 ? n.toFixed(1) : Math.round(n)} ${unit}`;
}
