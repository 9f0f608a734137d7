import { w } from "../words";
import type { Release } from "./queries";

/** releaseTitle says a release in one line, from this node's side. It counts what went, not what was asked for. */
export function releaseTitle(r: Pick<Release, "objects" | "from" | "parties"> & { direction: string }): string {
  const from = r.from ?? w.feed.release.nobody;
  const got = r.parties.filter((p) => p.released > 0);
  const to = (got.length > 0 ? got : r.parties).map((p) => p.party).join(", ") || w.feed.release.nobody;
  const went = w.intel.objects(Math.max(0, ...got.map((p) => p.released)));
  switch (r.direction) {
    case "in":
      return w.feed.release.in(w.intel.objects(r.objects), from);
    case "onward":
      return w.feed.release.onward(went, to);
    case "withheld":
      return w.feed.release.withheld(w.intel.objects(r.objects), from, to);
    default:
      return w.feed.release.out(went, to);
  }
}
