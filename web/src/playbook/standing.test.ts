import { describe, expect, it } from "vitest";
import type { Step, Visit } from "./queries";
import { branchesOf, duration, latest, skippable, valueOf } from "./standing";

const step = (s: Partial<Step>) => ({ into: [], on: [], variables: [], ...s }) as unknown as Step;

describe("what can be said of a step", () => {
  it("is true or false of a condition, and a case of a switch", () => {
    expect(branchesOf(step({ type: "while-condition", into: [{ how: "true", to: "a" }] }))).toEqual(["true", "false"]);
    expect(branchesOf(step({ type: "switch-condition", into: [{ how: "case", key: "1", to: "a" }, { how: "case", key: "default", to: "b" }] }))).toEqual(["1", "default"]);
  });
  it("is no skip where success and failure part", () => {
    expect(skippable(step({ on: [{ how: "completion", to: "a" }] }))).toBe(true);
    expect(skippable(step({ on: [] }))).toBe(true);
    expect(skippable(step({ on: [{ how: "success", to: "a" }] }))).toBe(false);
  });
});

describe("valueOf", () => {
  const own = step({ variables: [{ name: "__a__", type: "string", value: "mine", given: true, constant: true, external: false }] });
  const of = { variables: [{ name: "__a__", type: "string", value: "book", given: true, constant: false, external: false }, { name: "__b__", type: "string", given: false, constant: false, external: true }] };
  it("takes the step's own, then the run's, then the playbook's", () => {
    expect(valueOf("__a__", own, of, { __a__: "run" })).toBe("mine");
    expect(valueOf("__a__", step({}), of, { __a__: "run" })).toBe("run");
    expect(valueOf("__a__", step({}), of, {})).toBe("book");
    expect(valueOf("__b__", step({}), of, {})).toBeUndefined();
  });
});

it("takes the last visit of each step", () => {
  const all = [{ step: "a", n: 1 }, { step: "b", n: 1 }, { step: "a", n: 2 }] as Visit[];
  expect(latest(all).get("a")?.n).toBe(2);
});

it("writes durations in two units", () => {
  expect(duration(90)).toBe("1 min 30 s");
  expect(duration(93_600)).toBe("1 d 2 h");
  expect(duration(0)).toBe("0 s");
});
