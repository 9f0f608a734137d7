import type { Words } from "../index";
import { en } from "../en";

export const cs: Words = { ...en, locale: "cs-CZ" };
