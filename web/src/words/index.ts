import { en } from "./en";

/** Words is the shape of a language: every other language is held to the English one. */
export type Words = typeof en;

/** w holds every sentence in the chosen language. It is a live binding: after speak(), whatever is drawn next is in the new language. */
export let w: Words = en;

/** speak changes the language; the caller draws the page anew. */
export function speak(words: Words): void {
  w = words;
  document.documentElement.lang = words.locale.slice(0, 2);
}

/** lookup gives the word for a name that the node sent, or the name itself where we have none. */
export function lookup(table: Record<string, string>, name: string): string {
  return Object.hasOwn(table, name) ? (table[name] as string) : name;
}
