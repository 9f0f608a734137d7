import { describe, expect, it } from "vitest";
import { actsIn, toneOf, type Standing } from "./standing";

const both = (cze: boolean, hub: boolean) => [
  { code: "CZE", signed: cze },
  { code: "HUB", signed: hub },
];

const standing = (state: string, needs = both(true, true), history: { kind: string; party: string }[] = [], more: Partial<Standing> = {}): Standing => ({
  state,
  depositary: "HUB",
  needs,
  history,
  clocks: [],
  versions: [{ digest: "d1", author: "HUB" }],
  ...(state === "proposed" && { table: "d1" }),
  ...more,
});

describe("an agreement's standing", () => {
  it("offers a signature to those only who have not signed", () => {
    expect(actsIn(standing("proposed", both(false, true)), "CZE")).toContain("sign");
    expect(actsIn(standing("proposed", both(true, false)), "CZE")).not.toContain("sign");
    expect(actsIn(standing("proposed", both(false, false)), "EST")).not.toContain("sign");
  });

  it("offers nothing on what has ended or is not known", () => {
    expect(actsIn(standing("terminated"), "CZE")).toEqual([]);
    expect(actsIn(standing("enchanted"), "CZE")).toEqual([]);
    expect(toneOf("enchanted")).toBe("plain");
  });

  it("lets its proposer alone withdraw it", () => {
    expect(actsIn(standing("proposed"), "HUB")).toEqual(["decline", "withdraw"]);
    expect(actsIn(standing("proposed"), "CZE")).toEqual(["decline"]);
  });

  it("lets those alone resume who suspended", () => {
    const history = [{ kind: "suspended", party: "HUB" }, { kind: "suspended", party: "CZE" }, { kind: "resumed", party: "CZE" }];
    expect(actsIn(standing("suspended", both(true, true), history), "HUB")).toEqual(["resume", "terminate"]);
    expect(actsIn(standing("suspended", both(true, true), history), "CZE")).toEqual(["suspend", "terminate"]);
  });

  it("ends by notice where notice was agreed, and lets who gave it take it back", () => {
    expect(actsIn(standing("in-force", [], [], { notice: "P90D" }), "CZE")).toEqual(["suspend", "notice"]);
    const running = standing("in-force", [], [], { notice: "P90D", clocks: [{ kind: "notice", party: "CZE" }] });
    expect(actsIn(running, "CZE")).toEqual(["suspend", "retract"]);
    expect(actsIn(running, "HUB")).toEqual(["suspend", "notice"]);
  });

  it("offers to sign an amendment of what is in force, and its author to take it back", () => {
    const amended = standing("in-force", both(false, true), [], { table: "d2", versions: [{ digest: "d1", author: "HUB" }, { digest: "d2", author: "CZE" }] });
    expect(actsIn(amended, "CZE")).toEqual(["sign", "decline", "withdraw", "suspend", "terminate"]);
    expect(actsIn(amended, "HUB")).toEqual(["decline", "suspend", "terminate"]);
  });

  it("is good in force alone", () => {
    expect(["draft", "proposed", "signed", "in-force", "suspended", "terminated"].filter((s) => toneOf(s) === "good")).toEqual(["in-force"]);
  });
});
