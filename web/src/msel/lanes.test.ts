import { expect, test } from "vitest";
import { place } from "./lanes";
import type { Row } from "./queries";
import { levels, levelText } from "./rubric";

const row = (number: string, at: number | undefined, storyline?: string) => ({ inject: { number, at, storyline } }) as unknown as Row;

test("rows of one storyline stand in one lane, and none covers another", () => {
  const { lanes, placed } = place([row("1", 0, "a"), row("2", 10, "a"), row("3", 200, "a"), row("4", 5, "gone"), row("5", undefined, "a")], [{ id: "a", name: "Ransom" }, { id: "b", name: "Press" }], "none", 1, 100);
  expect(lanes).toEqual([{ name: "Ransom", lines: 2 }, { name: "Press", lines: 1 }, { name: "gone", lines: 1 }]);
  expect(placed.map((p) => [p.row.inject.number, p.lane, p.line])).toEqual([["1", 0, 0], ["2", 0, 1], ["3", 0, 0], ["4", 2, 0]]);
});

test("a rubric is one level a line", () => {
  expect(levels("10 Told in time\n5: Told late\nnonsense")).toEqual([{ points: 10, words: "Told in time" }, { points: 5, words: "Told late" }]);
  expect(levelText(levels("10 Told in time"))).toBe("10 Told in time");
});
