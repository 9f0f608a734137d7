import { describe, expect, it } from "vitest";
import { left } from "./clock";

const now = Date.parse("2026-11-23T03:00:00Z");
const inMs = (ms: number) => left(now + ms, now);

describe("a clock", () => {
  it.each([
    [72 * 3_600_000, "3 days left", "plain"],
    [25 * 3_600_000, "25 h 0 min left", "plain"],
    [2 * 3_600_000 + 14 * 60_000, "2 h 14 min left", "warn"],
    [3_600_000, "1 h 0 min left", "warn"],
    [14 * 60_000 + 9_000, "14:09 left", "bad"],
    [9_400, "0:09 left", "bad"],
  ])("%i ms before its end: %s", (ms, text, tone) => expect(inMs(ms)).toEqual({ text, tone, over: false }));

  it.each([
    [0, "overdue by 0 min"],
    [-5 * 60_000, "overdue by 5 min"],
    [-90 * 60_000, "overdue by 1 h 30 min"],
  ])("%i ms after it: %s", (ms, text) => expect(inMs(ms)).toEqual({ text, tone: "bad", over: true }));
});
