import { en } from "./en";
import type { Words } from "./index";

/** Language is one that the console speaks in full. */
export type Language = "en" | "fr" | "cs";

/** languages names each language in itself. */
export const languages: Record<Language, string> = { en: "English", fr: "Français", cs: "Čeština" };

const kept = "entente-language";

function known(tag: string | null | undefined): Language | null {
  const head = (tag ?? "").slice(0, 2).toLowerCase();
  return Object.hasOwn(languages, head) ? (head as Language) : null;
}

/** preferred gives the language that was chosen on this machine, else the first of the browser's that we speak, else English. */
export function preferred(chosen: string | null, browser: readonly string[]): Language {
  return known(chosen) ?? browser.map(known).find((l) => l !== null) ?? "en";
}

/** recall reads the choice of this machine. */
export function recall(): Language {
  try {
    return preferred(localStorage.getItem(kept), navigator.languages);
  } catch {
    return preferred(null, navigator.languages); // storage is closed to us; the browser's language is left
  }
}

/** keep remembers the choice on this machine. */
export function keep(language: Language): void {
  try {
    localStorage.setItem(kept, language);
  } catch {
    return; // it lasts until the page is left
  }
}

/** words loads a language. English is always here, so that a failed load leaves a console that speaks. */
export async function words(language: Language): Promise<Words> {
  switch (language) {
    case "fr":
      return (await import("./fr")).fr;
    case "cs":
      return (await import("./cs")).cs;
    default:
      return en;
  }
}
