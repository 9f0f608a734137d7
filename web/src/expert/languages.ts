import { w } from "../words";

// Languages of the European Union and of the Alliance, and of their neighbours.
const codes = ["bg", "bs", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "is", "it", "ka", "lb", "lt", "lv", "mk", "mt", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk"];

/** languageName names a language in the reader's own; a code that is none stays as it is. */
export function languageName(code: string): string {
  if (!/^[a-z]{2,3}$/.test(code)) return code;
  return new Intl.DisplayNames([w.locale], { type: "language" }).of(code) ?? code;
}

/** languageOptions are languages by name. */
export const languageOptions = () => codes.map((value) => ({ value, label: languageName(value) })).sort((a, b) => a.label.localeCompare(b.label, w.locale));
