import type { Draft, Request, Role } from "./queries";

const hour = 3_600_000;

/** fresh is a request before anybody has written in it: what is usual stands there already, and how to reach us as the last request said it. */
export function fresh(now: Date, drafts: Draft[], words: { liability: string; cost: string }): Request {
  const last = [...drafts].sort((a, b) => b.changed.localeCompare(a.changed))[0]?.request;
  const start = new Date(Math.ceil((now.getTime() + 12 * hour) / hour) * hour);
  return {
    mode: "remote",
    audience: "all",
    tlp: "amber",
    duration: "P7D",
    needed_by: start.toISOString(),
    liability: last?.liability ?? words.liability,
    cost: last?.cost ?? words.cost,
    ...(last?.office && { office: last.office }),
    ...(last?.contact && { contact: last.contact }),
    ...(last?.fallback && { fallback: last.fallback }),
    roles: [seat([], "remote")],
  };
}

/** seat is a further role, with an id that no other has. */
export function seat(roles: Role[], mode: Request["mode"]): Role {
  let n = roles.length + 1;
  while (roles.some((r) => r.id === `r${n}`)) n++;
  return { id: `r${n}`, count: 1, remote: mode !== "onsite" };
}

/** tidy leaves out what is empty, so that what is missing is missing. */
export function tidy(r: Request): Request {
  const services = [...new Set([...(r.services ?? []), ...(r.roles ?? []).map((x) => x.service ?? "")])].filter(Boolean);
  return bare({ ...r, services, roles: (r.roles ?? []).map((x) => bare({ ...x, skills: named(x.skills), languages: named(x.languages) })) });
}

type Need = NonNullable<Role["skills"]>[number];

/** named leaves out lines in which nothing is chosen yet. */
const named = (all: Need[] | undefined) => (all ?? []).filter((n) => n.code !== "");

/** levelsOf and needsOf turn what a role asks for into skills at a level, and back. */
export const levelsOf = (all: Need[] | undefined) => (all ?? []).map((n) => ({ code: n.code, level: n.min }));
export const needsOf = (all: { code: string; level: number }[]) => all.map((s) => ({ code: s.code, min: s.level }));

function bare<T extends object>(of: T): T {
  return Object.fromEntries(Object.entries(of).filter(([, v]) => v !== undefined && v !== "" && v !== false && !(Array.isArray(v) && v.length === 0) && !(typeof v === "object" && v !== null && !Array.isArray(v) && Object.keys(bare(v)).length === 0))) as T;
}

/** same tells whether two requests say the same, whatever the order of their members. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(v: unknown): unknown {
  if (Array.isArray(v)) return v.map(sorted);
  if (typeof v !== "object" || v === null) return v;
  return Object.fromEntries(Object.entries(v).sort(([a], [b]) => a.localeCompare(b)).map(([k, x]) => [k, sorted(x)]));
}

/** leaves lists the members of a request that say something, in the order of the form: this is what others will read. */
export function leaves(r: Request): [name: string, value: string][] {
  const t = tidy(r);
  return order.flatMap((name) => {
    const v = t[name];
    return v === undefined ? [] : [[name, textOf(v)] as [string, string]];
  });
}

const order = ["title", "beneficiary", "pseudonym", "entity", "office", "incident", "sectors", "severity", "impact", "situation", "expected", "spill_over", "services", "mode", "measures", "taken", "other_support", "access", "data_leaves", "needed_by", "duration", "tlp", "host_support", "liability", "cost", "contact", "fallback", "report_within"] as const satisfies (keyof Request)[];

function textOf(v: unknown): string {
  if (Array.isArray(v)) return v.join(", ");
  if (typeof v === "object" && v !== null) return Object.values(v).join(" ");
  return v === true ? "✓" : String(v);
}
