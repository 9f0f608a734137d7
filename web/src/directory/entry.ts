import type { Hours, Said } from "./queries";

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** hoursText writes hours as a form takes them: "always", or "mon-fri 08:00-16:30; sat 09:00-12:00". */
export function hoursText(h: Hours): string {
  if (h.always) return "always";
  return h.weekly.map((s) => `${ranges(s.days)} ${s.from}-${s.to}`).join("; ");
}

/** ranges writes neighbouring days as mon-fri. */
function ranges(of: string[]): string {
  const at = of.map((d) => days.indexOf(d as (typeof days)[number])).sort((a, b) => a - b);
  const out: string[] = [];
  for (let i = 0; i < at.length; ) {
    let j = i;
    while (j + 1 < at.length && at[j + 1] === (at[j] ?? 0) + 1) j++;
    const [first, last] = [days[at[i] ?? 0] ?? "", days[at[j] ?? 0] ?? ""];
    out.push(j - i >= 2 ? `${first}-${last}` : at.slice(i, j + 1).map((k) => days[k]).join(","));
    i = j + 1;
  }
  return out.join(",");
}

/** parseHours reads what hoursText writes; null for what is no hours. */
export function parseHours(text: string): Hours | null {
  const t = text.trim().toLowerCase();
  if (t === "") return { always: false, weekly: [] };
  if (t === "always" || t === "24/7") return { always: true, weekly: [] };
  const weekly: Hours["weekly"] = [];
  for (const part of t.split(";")) {
    const m = /^([a-z,-]+)\s+(\d{2}:\d{2})\s*[-–]\s*(\d{2}:\d{2})$/.exec(part.trim());
    const of = m && parseDays(m[1] ?? "");
    if (!m || !of) return null;
    weekly.push({ days: of, from: m[2] ?? "", to: m[3] ?? "" });
  }
  return { always: false, weekly };
}

function parseDays(text: string): string[] | null {
  const out: string[] = [];
  for (const part of text.split(",")) {
    const [first, last] = part.split("-").map((d) => days.indexOf(d as (typeof days)[number]));
    if (first === undefined || first < 0 || (last !== undefined && last < first)) return null;
    for (let k = first; k <= (last ?? first); k++) {
      const d = days[k] ?? "";
      if (out.includes(d)) return null;
      out.push(d);
    }
  }
  return out;
}

/** lines reads a list of one value a line, without empty ones. */
export const lines = (text: string): string[] => text.split(/[\n,]/).map((l) => l.trim()).filter((l) => l !== "");

/** numbers reads AS numbers, one a line, with or without AS; what is no number stays 0, which the node refuses. */
export const numbers = (text: string): number[] => lines(text).map((l) => Number(/^(?:as\s?)?(\d{1,10})$/i.exec(l)?.[1] ?? 0));

/** empty is an entry that says nothing yet. */
export const empty = (): Said => ({
  team: { name: "", short: "", host: "", country: "", zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC", established: "", hours: { always: false, weekly: [] }, address: "", websites: [], languages: [], oes: false, approved: false },
  contacts: [],
  offices: [],
  people: [],
  keys: [],
  constituency: { description: "", prefixes: [], asns: [], domains: [], countries: [], sectors: [] },
  services: [],
  memberships: [],
  texts: {},
  sim3: {},
});

/** Services of the FIRST CSIRT Services Framework 2.1, by number. */
export const services = ["5.1", "5.2", "6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "8.1", "8.2", "8.3", "9.1", "9.2", "9.3", "9.4"];

/** Sections of RFC 2350 that an entry has no fields for. */
export const sections = ["1.2", "1.3", "1.4", "2.5", "2.10", "2.11", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.1.1", "5.1.2", "5.1.3", "5.2", "6", "7"];

/** levels reads SIM3 levels, "O-1 3" a line. */
export function levels(text: string): Record<string, number> {
  const out: Record<string, number> = {};
  for (const l of lines(text)) {
    const [name, level] = l.split(/[\s=]+/);
    if (name) out[name] = Number(level ?? -1);
  }
  return out;
}

/** href gives the link that opens a channel's address with a program of this machine; undefined for none. */
export function href(medium: string, address: string): string | undefined {
  if (medium === "phone") return "tel:" + address.replace(/[\s()/.]/g, "");
  if (medium === "sms") return "sms:" + address.replace(/[\s()/.]/g, "");
  if (medium === "email" || medium === "secure-email") return "mailto:" + address;
  if ((medium === "web" || medium === "video") && /^https?:\/\//.test(address)) return address;
  return undefined;
}
