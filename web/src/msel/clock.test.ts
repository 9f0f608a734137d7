import { expect, test } from "vitest";
import { clock, readClock } from "./clock";

test("a time since STARTEX is written and read in the forms of planners", () => {
  expect(clock(5405)).toBe("0+01:30:05");
  expect(clock(undefined)).toBe("");
  for (const [text, want] of [["0+01:30:00", 5400], ["01:30", 5400], ["T+2H", 7200], ["+90m", 5400], ["1d", 86400], ["T+0", 0], ["", null], ["noon", undefined], ["90", undefined], ["+", undefined], ["01:75", undefined]] as const)
    expect(readClock(text), text).toBe(want);
});
