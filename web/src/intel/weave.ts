/** Page is one page of a list that is read from its newest end. */
export interface Page<T> {
  items: T[];
  next?: string | undefined;
}

/** Pages is what a list has read so far, in the form in which the query cache keeps it. */
export interface Pages<T> {
  pages: Page<T>[];
  pageParams: unknown[];
}

/**
 * renew puts a newly read first page on top of what was read before. A line
 * that came again under the same name replaces the older one. When the two do
 * not touch, lines between them are unknown, and only the new page is kept. A
 * first page that has no next is the whole list.
 */
export function renew<T>(old: Pages<T> | undefined, head: Page<T>, name: (t: T) => string, version: (t: T) => string): Pages<T> {
  const fresh: Pages<T> = { pages: [head], pageParams: [undefined] };
  if (!old || old.pages.length === 0 || head.next === undefined) return fresh;
  const known = new Set(old.pages.flatMap((p) => p.items.map(version)));
  if (head.items.every((t) => known.has(version(t)))) {
    // Nothing new; the lines themselves may say something new (a receipt, a recall).
    const now = new Map(head.items.map((t) => [version(t), t]));
    return { ...old, pages: old.pages.map((p) => ({ ...p, items: p.items.map((t) => now.get(version(t)) ?? t) })) };
  }
  if (!head.items.some((t) => known.has(version(t)))) return fresh;
  const names = new Set(head.items.map(name));
  const rest = old.pages.map((p) => ({ ...p, items: p.items.filter((t) => !names.has(name(t))) }));
  const [top, ...others] = rest as [Page<T>, ...Page<T>[]];
  return { ...old, pages: [{ ...top, items: [...head.items, ...top.items] }, ...others] };
}

/** Line is one line of the feed. */
export type Line<A, B> = { kind: "object"; at: number; of: A } | { kind: "release"; at: number; of: B };

/** Strand is a list that is read from its newest end, as far as it has been read. */
export interface Strand<T> {
  items: T[];
  more: boolean;
  at: (t: T) => number;
}

/**
 * weave makes one list of two by time, newest first. It ends where the first
 * strand that goes on is known to end: below that, a line not yet read might
 * belong in between.
 */
export function weave<A, B>(objects: Strand<A>, releases: Strand<B>): Line<A, B>[] {
  const end = (s: { items: unknown[]; more: boolean }, last: number | undefined) => (s.more ? (last ?? Infinity) : -Infinity);
  const lastOf = <T>(s: Strand<T>) => (s.items.length > 0 ? s.at(s.items[s.items.length - 1] as T) : undefined);
  const horizon = Math.max(end(objects, lastOf(objects)), end(releases, lastOf(releases)));
  const out: Line<A, B>[] = [];
  let a = 0;
  let b = 0;
  while (a < objects.items.length || b < releases.items.length) {
    const oa = objects.items[a];
    const rb = releases.items[b];
    const ta = oa === undefined ? -Infinity : objects.at(oa);
    const tb = rb === undefined ? -Infinity : releases.at(rb);
    if (Math.max(ta, tb) < horizon) break;
    if (rb !== undefined && (oa === undefined || tb >= ta)) {
      out.push({ kind: "release", at: tb, of: rb });
      b++;
    } else {
      out.push({ kind: "object", at: ta, of: oa as A });
      a++;
    }
  }
  return out;
}
