import { expect, test } from "vitest";
import { difference, figuresOf, span, teamsOf } from "./compare";
import type { Measured } from "./queries";

const team = (name: string, detect?: number) => ({ name, of: [1, 0, 0], got: 0, graded: 0, gradable: 0, n_graded: 0, n_gradable: 0, ...(detect !== undefined && { detect_ms: detect }) });
const exercise = (name: string, ...teams: ReturnType<typeof team>[]): Measured => ({ exercise: name, name, figures: { started: "2026-10-05T08:00:00Z", length_ms: 1, injects: 1, all: team("", 60_000), teams } });

const all = [exercise("First", team("CZE", 480_000)), exercise("Second", team("POL", 1)), exercise("Third", team("CZE", 240_000), team("POL"))];

test("a team is compared with the exercise before in which it has the figure", () => {
  expect(difference(all, 2, "CZE", "detect_ms")).toBe("faster by 4 min than First");
  expect(difference([...all].reverse(), 2, "CZE", "detect_ms")).toBe("slower by 4 min than Third");
  expect(difference(all, 1, "", "detect_ms")).toBe("as fast as First");
});

test("nothing is said where there is nothing to compare", () => {
  expect(difference(all, 0, "CZE", "detect_ms")).toBe("");
  expect(difference(all, 2, "POL", "detect_ms")).toBe("");
  expect(figuresOf(all[1] as Measured, "CZE")).toBeUndefined();
});

test("teams stand once, in the order in which they first took part", () => expect(teamsOf(all)).toEqual(["CZE", "POL"]));

test("a length has its two largest units", () => expect([0, 30_000, 270_000, 3_900_000, 7_200_000].map(span)).toEqual(["0 s", "30 s", "4 min 30 s", "1 h 5 min", "2 h"]));
