import type { Generation } from "./queries";

export type Clause = Generation["clauses"][number];
export type Provision = Clause["provisions"][number];
export type Parameter = Generation["parameters"][number];

/** How a term of a provision is asked for. */
type Form = "flag" | "number" | "span" | "words" | readonly string[];

const categories = ["indicator", "actor", "ttp", "malware", "vulnerability", "report", "incident", "context"] as const;

/** forms says of each term of the catalogue how it is asked for; a list of words is a choice, "words" are several of one's own. */
export const forms: Record<string, Form> = {
  categories: "words",
  services: "words",
  to: "words",
  direction: ["both", "to-depositary", "from-depositary"],
  tlp: ["clear", "green", "amber", "amber+strict", "red"],
  pap: ["clear", "green", "amber", "red"],
  allowed: "flag",
  four_eyes: "flag",
  delegation: "flag",
  open: "flag",
  number: "number",
  signatures: "number",
  retention: "span",
  within: "span",
  every: "span",
  notice: "span",
  duration: "span",
  encrypt: ["must", "may"],
  attribution: ["may", "must", "must-not"],
  owed: ["each", "depositary", "others"],
  force: ["shall", "should", "may"],
  binding: ["political", "legal"],
  authentic: ["en", "fr", "cs"],
};

/** known lists the words that a term of several words chooses from; null where they are one's own. */
export const known = (term: string): readonly string[] | null => (term === "categories" ? categories : null);

/** fixed gives the value that stands in a provision for a term. */
export const fixed = (p: Provision, term: string): unknown => (p as unknown as Record<string, unknown>)[term];

/** taken gives the parameter that a term of a provision takes its value from; "" for none. */
export function taken(p: Provision, term: string): string {
  return p.takes?.find((t) => t.startsWith(term + "="))?.slice(term.length + 1) ?? "";
}

/** withFixed puts a value into a provision for a term, in place of a parameter; what is empty is as good as not said. */
export function withFixed(p: Provision, term: string, value: unknown): Provision {
  const { [term]: _, takes, ...rest } = p as unknown as Record<string, unknown> & { takes?: string[] };
  const left = (takes ?? []).filter((t) => !t.startsWith(term + "="));
  const empty = value === "" || value === undefined || value === false || value === 0 || (Array.isArray(value) && value.length === 0);
  return { ...rest, ...(empty ? {} : { [term]: value }), ...(left.length > 0 && { takes: left }) } as unknown as Provision;
}

/** withTaken lets a provision take a term from a parameter, in place of a value. */
export function withTaken(p: Provision, term: string, param: string): Provision {
  const bare = withFixed(p, term, undefined);
  return param === "" ? bare : ({ ...bare, takes: [...(bare.takes ?? []), `${term}=${param}`] } as Provision);
}

/** next begins the generation after one: the same text, one number on. */
export function next(g: Generation, digest: string): Generation {
  return { ...g, number: g.number + 1, follows: digest };
}

/** moved gives a list with one line moved up or down by one. */
export function moved<T>(all: readonly T[], i: number, by: -1 | 1): T[] {
  const out = [...all];
  const [x] = out.splice(i, 1);
  if (x !== undefined) out.splice(i + by, 0, x);
  return out;
}

/** fresh gives the next clause number that no clause has. */
export function fresh(all: readonly { id: string }[]): string {
  for (let n = all.length + 1; ; n++) if (!all.some((c) => c.id === String(n))) return String(n);
}

/** words splits what was typed into single words. */
export const words = (typed: string): string[] => [...new Set(typed.split(",").map((s) => s.trim()).filter(Boolean))];
