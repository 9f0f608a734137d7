import { expect, test } from "vitest";
import { exerciseTime, readTime, share, stamp } from "./clock";

const at = (minutes: number) => Date.parse("2026-11-23T09:00:00Z") + minutes * 60_000;
const anchor = (minutes: number, us: number, rate: number, runs: boolean, act: string) => ({ at: new Date(at(minutes)).toISOString(), us, rate, runs, act });

test("exercise time follows the settings of the clock", () => {
  const anchors = [anchor(0, 0, 1000, true, "start"), anchor(10, 600e6, 1000, false, "pause"), anchor(30, 600e6, 1000, true, "resume"), anchor(40, 1200e6, 60000, true, "speed")];
  expect(exerciseTime(anchors, at(-1))).toBe(0);
  expect(exerciseTime(anchors, at(5))).toBe(5 * 60_000);
  expect(exerciseTime(anchors, at(20))).toBe(10 * 60_000);
  expect(exerciseTime(anchors, at(35))).toBe(15 * 60_000);
  expect(exerciseTime(anchors, at(41))).toBe(80 * 60_000);
});

test("times are written and read", () => {
  expect(stamp(3_723_000)).toBe("T+1:02:03");
  expect(stamp(null)).toBe("–");
  for (const text of ["1:30:00", "T+1:30:00", "1h30m", "90m", "5400s"]) expect(readTime(text)).toBe(5_400_000);
  for (const text of ["", "soon", "1:30", "-5m"]) expect(readTime(text)).toBeNull();
});

test("five of ten is no whole", () => {
  expect(share(50, 100)).toBe("50 %");
  expect(share(999, 1000)).toBe("99 %");
  expect(share(0, 0)).toBe("–");
});
