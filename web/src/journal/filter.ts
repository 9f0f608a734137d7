import { api, take, type Answer, type Item } from "../base/api";

/** EntryFilter is what the journal's page is narrowed by; it stands in the address. */
export interface EntryFilter {
  kind?: string;
  by?: string;
  about?: string;
  since?: string;
  until?: string;
}

export type Entries = Answer<"/journal", "get">;
export type Entry = Item<Entries>;

const names = ["kind", "by", "about", "since", "until"] as const;
const local = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/; // what a field of date and time gives

/** readEntryFilter takes from an address what is a filter; a moment that is none is left out. */
export function readEntryFilter(search: Record<string, unknown>): EntryFilter {
  const out: EntryFilter = {};
  for (const n of names) {
    const v = search[n];
    if (typeof v === "string" && v !== "" && v.length <= 256 && ((n !== "since" && n !== "until") || local.test(v))) out[n] = v;
  }
  return out;
}

/** instant makes the moment that the node understands of a local one. */
export function instant(at: string | undefined): string | undefined {
  if (!at) return undefined;
  const t = new Date(at);
  return Number.isNaN(t.getTime()) ? undefined : t.toISOString();
}

/** entriesPage asks for one page of the journal, newest first. */
export function entriesPage(f: EntryFilter, before: string | undefined, signal?: AbortSignal): Promise<Entries> {
  const since = instant(f.since);
  const until = instant(f.until);
  const query = { limit: 100, ...(f.kind && { kind: f.kind }), ...(f.by && { by: f.by }), ...(f.about && { about: f.about }), ...(since && { since }), ...(until && { until }), ...(before && { before }) };
  return take(api.GET("/journal", { params: { query }, ...(signal && { signal }) }));
}
