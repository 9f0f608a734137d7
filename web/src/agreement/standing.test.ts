import { describe, expect, it } from "vitest";
import { actsIn, toneOf } from "./standing";

const both = (cze: boolean, hub: boolean) => [
  { code: "CZE", signed: cze },
  { code: "HUB", signed: hub },
];

const standing = (state: string, parties = both(true, true), history: { kind: string; party: string }[] = []) => ({ state, depositary: "HUB", parties, history });

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
    expect(actsIn(standing("proposed"), "HUB")).toEqual(["withdraw"]);
    expect(actsIn(standing("proposed"), "CZE")).toEqual([]);
  });

  it("lets those alone resume who suspended", () => {
    const history = [{ kind: "suspended", party: "HUB" }, { kind: "suspended", party: "CZE" }, { kind: "resumed", party: "CZE" }];
    expect(actsIn(standing("suspended", both(true, true), history), "HUB")).toEqual(["resume", "terminate"]);
    expect(actsIn(standing("suspended", both(true, true), history), "CZE")).toEqual(["suspend", "terminate"]);
  });

  it("is good in force alone", () => {
    expect(["draft", "proposed", "signed", "in-force", "suspended", "terminated"].filter((s) => toneOf(s) === "good")).toEqual(["in-force"]);
  });
});
