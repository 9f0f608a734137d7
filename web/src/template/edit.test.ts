import { describe, expect, it } from "vitest";
import { fixed, fresh, moved, next, taken, withFixed, withTaken, words, type Provision } from "./edit";
import type { Generation } from "./queries";

const recall = { id: "6.1", kind: "recall", owed: "each", force: "shall", takes: ["within=recall_within"] } as Provision;

describe("a term of a provision", () => {
  it("stands as a value or is taken from a parameter, never both", () => {
    expect(taken(recall, "within")).toBe("recall_within");
    const set = withFixed(recall, "within", "PT12H");
    expect(set).toEqual({ id: "6.1", kind: "recall", owed: "each", force: "shall", within: "PT12H" });
    expect(withTaken(set, "within", "hours")).toEqual({ id: "6.1", kind: "recall", owed: "each", force: "shall", takes: ["within=hours"] });
    expect(fixed(withTaken(set, "within", "hours"), "within")).toBeUndefined();
  });
  it("that is empty is not said at all", () => {
    expect(withFixed(recall, "owed", "")).not.toHaveProperty("owed");
    expect(withTaken(recall, "within", "")).not.toHaveProperty("takes");
  });
  it("does not touch a term whose name begins alike", () => {
    const p = { id: "1", kind: "x", takes: ["to=onward_to", "tlp=ceiling"] } as Provision;
    expect(withFixed(p, "to", undefined).takes).toEqual(["tlp=ceiling"]);
  });
});

describe("a generation", () => {
  it("follows the one that it was begun from", () => {
    const g = next({ number: 2 } as Generation, "ab");
    expect([g.number, g.follows]).toEqual([3, "ab"]);
  });
  it("gives a new clause a number that none has", () => {
    expect(fresh([{ id: "1" }, { id: "3" }])).toBe("4");
    expect(fresh([{ id: "1" }, { id: "2" }, { id: "4" }])).toBe("5");
  });
});

it("moves a line by one", () => {
  expect(moved(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 1, 1)).toEqual(["a", "c", "b"]);
});

it("splits typed words, each once", () => {
  expect(words(" a, b,,a ")).toEqual(["a", "b"]);
});
