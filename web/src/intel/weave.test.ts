import { describe, expect, it } from "vitest";
import { renew, weave, type Pages, type Strand } from "./weave";

const strand = (items: number[], more: boolean): Strand<number> => ({ items, more, at: (n) => n });
const times = (a: Strand<number>, b: Strand<number>) => weave(a, b).map((l) => `${l.kind[0]}${l.at}`);

describe("weave", () => {
  it("orders two lists by time", () => {
    expect(times(strand([9, 5, 1], false), strand([7, 5], false))).toEqual(["o9", "r7", "r5", "o5", "o1"]);
  });

  it("stops where a list that goes on has been read to", () => {
    expect(times(strand([9, 8, 7], true), strand([20, 3], false))).toEqual(["r20", "o9", "o8", "o7"]);
    expect(times(strand([9, 2], true), strand([6, 5], true))).toEqual(["o9", "r6", "r5"]);
  });

  it("shows nothing while a list has not been read at all", () => {
    expect(times(strand([], true), strand([6], false))).toEqual([]);
    expect(times(strand([], false), strand([6], false))).toEqual(["r6"]);
  });
});

interface Row {
  id: string;
  seq: number;
}
const row = (id: string, seq: number): Row => ({ id, seq });
const renewed = (old: Pages<Row> | undefined, items: Row[], next?: string) =>
  renew(old, { items, next }, (r) => r.id, (r) => String(r.seq)).pages.map((p) => p.items.map((r) => r.seq));
const two: Pages<Row> = { pages: [{ items: [row("b", 2), row("a", 1)], next: "1" }, { items: [row("z", 0)] }], pageParams: [undefined, "1"] };

describe("renew", () => {
  it("puts new lines on top and keeps the older pages", () => {
    expect(renewed(two, [row("c", 3), row("b", 2)], "2")).toEqual([[3, 2, 1], [0]]);
  });

  it("drops the older version of an object that came again", () => {
    expect(renewed(two, [row("a", 3), row("b", 2)], "2")).toEqual([[3, 2], [0]]);
  });

  it("begins anew when lines in between are unknown", () => {
    expect(renewed(two, [row("e", 9), row("d", 8)], "8")).toEqual([[9, 8]]);
  });

  it("keeps everything when nothing is new", () => {
    expect(renewed(two, [row("b", 2), row("a", 1)], "1")).toEqual([[2, 1], [0]]);
    expect(renewed(undefined, [row("b", 2)], "2")).toEqual([[2]]);
  });

  it("takes a first page without a next for the whole list", () => {
    expect(renewed(two, [row("b", 2)])).toEqual([[2]]);
    expect(renewed(two, [])).toEqual([[]]);
  });
});
