import { describe, expect, it } from "vitest";
import { actsIn, toneOf } from "./standing";

const both = (cze: boolean, hub: boolean) => [
  { code: "CZE", signed: cze },
  { code: "HUB", signed: hub },
];

describe("an agreement's standing", () => {
  it("offers a signature to those only who have not signed", () => {
    expect(actsIn("proposed", "CZE", both(false, true))).toContain("sign");
    expect(actsIn("proposed", "CZE", both(true, false))).not.toContain("sign");
    expect(actsIn("proposed", "EST", both(false, false))).not.toContain("sign");
  });

  it("offers nothing on what has ended or is not known", () => {
    expect(actsIn("terminated", "CZE", both(true, true))).toEqual([]);
    expect(actsIn("enchanted", "CZE", both(true, true))).toEqual([]);
    expect(toneOf("enchanted")).toBe("plain");
  });

  it("is good in force alone", () => {
    expect(["draft", "proposed", "signed", "in-force", "suspended", "terminated"].filter((s) => toneOf(s) === "good")).toEqual(["in-force"]);
  });
});
