import { queryOptions } from "@tanstack/react-query";
import type { paths } from "../base/api.gen";
import { api, take, type Answer, type Item } from "../base/api";
import { lookup, w } from "../words";

export type Objects = Answer<"/intel/objects", "get">;
export type Obj = Item<Objects>;

/** Show says which of the feed's two kinds of lines are wanted. */
export type Show = "all" | "objects" | "releases";

/** Filter is what the feed is narrowed to; it stands in the page's address, so that a view can be passed on. */
export interface Filter {
  show?: Show;
  type?: string;
  tlp?: string;
  origin?: string;
  q?: string;
}

/** readFilter takes from an address what is a filter and drops the rest. */
export function readFilter(search: Record<string, unknown>): Filter {
  const f: Filter = {};
  const text = (key: string) => {
    const v = search[key];
    // The router reads "8.8" in an address as a number; a value to search for is text all the same.
    return typeof v === "string" || typeof v === "number" ? String(v).slice(0, 500) : "";
  };
  if (search["show"] === "objects" || search["show"] === "releases") f.show = search["show"];
  for (const key of ["type", "tlp", "origin", "q"] as const) {
    const v = text(key).trim();
    if (v !== "") f[key] = v;
  }
  return f;
}

/** narrowsObjects tells whether a filter is about objects, so that releases are left out. */
export function narrowsObjects(f: Filter): boolean {
  return Boolean(f.type || f.tlp || f.origin || f.q);
}

type Query = NonNullable<paths["/intel/objects"]["get"]["parameters"]["query"]>;

/** pageOf asks for one page of objects, newest first. An address may name a marking that the node does not know; it says so itself. */
export function pageOf(f: Filter, before: string | undefined, signal?: AbortSignal): Promise<Objects> {
  const { type, tlp, origin, q } = f;
  const query = { ...(type && { type }), ...(tlp && { tlp: tlp as NonNullable<Query["tlp"]> }), ...(origin && { origin }), ...(q && { q }), ...(before && { before }), limit: 100 };
  return take(api.GET("/intel/objects", { params: { query }, ...(signal && { signal }) }));
}

/** summaryQuery asks how much there is of what, for the choices of the filter. */
export const summaryQuery = queryOptions({ queryKey: ["summary"], queryFn: ({ signal }) => take(api.GET("/intel/summary", { signal })), staleTime: 30_000 });

/** typeName writes a type's name for people, also of a type that nobody foresaw. */
export function typeName(type: string): string {
  const known = lookup(w.intel.types, type);
  if (known !== type) return known;
  const words = type.replace(/^x-/, "").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
