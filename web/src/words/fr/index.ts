import type { Words } from "../index";
import { en } from "../en";

export const fr: Words = { ...en, locale: "fr-FR" };
