import { api } from "../base/api";
import { linkDown, problemOf } from "../base/problem";

/** Wanted says what a report is about; an empty party means the situation report. */
export interface Wanted {
  party: string;
  from: string;
  to: string;
  ceiling: string;
  lang: string;
}

/** Made is a report as the node made it. */
export interface Made {
  name: string;
  bytes: Blob;
}

/** nameIn reads the file's name that the node gives. */
export function nameIn(disposition: string | null): string {
  return /filename="([A-Za-z0-9._-]+)"/.exec(disposition ?? "")?.[1] ?? "report";
}

/** fetchReport has the node make a report. It goes by the interface and not by a link, so that it is made in the realm of the page. */
export async function fetchReport(of: Wanted, format: "html" | "pdf"): Promise<Made> {
  const query = { from: of.from, to: of.to, lang: of.lang, ...(of.ceiling === "" ? {} : { ceiling: of.ceiling }) };
  const call =
    of.party !== ""
      ? api.GET("/reports/party/{code}", { params: { path: { code: `${of.party}.${format}` }, query }, parseAs: "blob" })
      : format === "pdf"
        ? api.GET("/reports/situation.pdf", { params: { query }, parseAs: "blob" })
        : api.GET("/reports/situation.html", { params: { query }, parseAs: "blob" });
  const { data, error, response } = await call.catch(() => {
    throw linkDown();
  });
  if (!response.ok) throw problemOf(response.status, error);
  return { name: nameIn(response.headers.get("Content-Disposition")), bytes: data as unknown as Blob };
}

/** saveFile hands a report to the browser's downloads. */
export function saveFile(of: Made): void {
  const url = URL.createObjectURL(of.bytes);
  const a = document.createElement("a");
  a.href = url;
  a.download = of.name;
  a.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
