import { w } from "./index";

/** Phrase is a sentence of the node before its words were put in. Its English format is its name in every language's catalogue. */
export interface Phrase {
  format: string;
  args: string[];
}

const verb = /%(?:\[(\d+)\])?[-+# 0]*\d*(?:\.\d+)?[a-zA-Z%]/g;

/** fill puts arguments into a format: in order, or where %[n]s names the one that is meant. */
export function fill(format: string, args: readonly string[]): string {
  let next = 0;
  return format.replace(verb, (found, index: string | undefined) => {
    if (found === "%%") return "%";
    if (index) next = Number(index) - 1;
    return args[next++] ?? found;
  });
}

/** say gives what the node said in the language that is spoken, or in its own words where the catalogue has none. */
export function say(text: string, phrase?: Phrase | null): string {
  const known = phrase && Object.hasOwn(w.texts, phrase.format) ? w.texts[phrase.format] : undefined;
  return known === undefined ? text : fill(known, phrase?.args ?? []);
}
