import { languageName } from "../expert/languages";
import { lookup, w } from "../words";
import type { Role, Verdict } from "./queries";
import type { Named } from "./terms";

/** skillText says a skill at a level in words. */
export const skillText = (terms: Named, code: string, level: number) => `${terms.name("skills", code)}: ${lookup(w.expert.levels, String(level))}`;

/** languageText says a language at a level in words. */
export const languageText = (code: string, level: number) => `${languageName(code)}: ${lookup(w.expert.languageLevels, String(level))}`;

/** teamText names a type of team. */
export const teamText = (type: string) => lookup(w.assist.teams, type);

const lists = { service: "services", profile: "roles", skill: "skills", clearance: "clearances", "clearance-ends": "clearances" } as const;

/** reasonText says a rule that speaks against somebody: about what, and of a level or of hours how much there is and how much is wanted. */
export function reasonText(r: Verdict["reasons"][number], terms: Named): string {
  const levels = r.code === "skill" ? w.expert.levels : r.code === "language" ? w.expert.languageLevels : undefined;
  const amount = (n: number) => (levels ? (n === 0 ? w.expert.none : lookup(levels, String(n))) : w.number(n));
  const about = (what: string) => (r.code === "elsewhere" ? "" : r.code === "language" ? languageName(what) : Object.hasOwn(lists, r.code) ? terms.name(lists[r.code as keyof typeof lists], what) : what);
  const than = r.want && r.code !== "clearance" ? w.assist.match.wanted(amount(r.have ?? 0), amount(r.want)) : "";
  const more = [about(r.what ?? ""), than].filter(Boolean).join(", ");
  return lookup(w.assist.match.code, r.code) + (more && ` (${more})`);
}

/** roleName is what a role is called in a line: its words, else its service, else its number. */
export function roleName(all: Role[], id: string, terms: Named): string {
  const i = all.findIndex((r) => r.id === id);
  const r = all[i];
  return r?.title || (r?.service && terms.name("services", r.service)) || (i < 0 ? id : w.assist.role.title(i + 1));
}
