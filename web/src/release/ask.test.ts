import { describe, expect, it } from "vitest";
import { codes, eligible, onwardOf, totals } from "./ask";
import type { PartyRow } from "./queries";

const party = (code: string, permit: number, refuse: number): PartyRow => ({ party: code, name: code, permit, refuse, rows: [] });

describe("what a person asks to release", () => {
  it("reads party codes as people write them", () => {
    expect(codes(" est, hub;EST\nlva ")).toEqual(["EST", "HUB", "LVA"]);
  });

  it("gives no onward permission by accident", () => {
    expect(onwardOf("no", "EST")).toEqual({ allowed: false });
    expect(onwardOf("only", " , ")).toEqual({ allowed: false });
    expect(onwardOf("only", "est")).toEqual({ allowed: true, to: ["EST"] });
    expect(onwardOf("yes", "est")).toEqual({ allowed: true });
  });

  it("offers those parties only that may have something, and counts what leaves", () => {
    const all = [party("HUB", 3, 1), party("EST", 0, 4), party("LVA", 2, 2)];
    expect(eligible(all)).toEqual(["HUB", "LVA"]);
    expect(totals(all, ["HUB", "LVA"])).toEqual({ leaving: 3, refused: 2 });
    expect(totals(all, [])).toEqual({ leaving: 0, refused: 0 });
  });
});
