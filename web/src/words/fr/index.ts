import type { Words } from "../index";
import { en } from "../en";
import { dashboard, figures, report } from "./report";

export const fr: Words = { ...en, locale: "fr-FR", dashboard, report, figures };
