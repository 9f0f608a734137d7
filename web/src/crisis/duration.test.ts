import { expect, test } from "vitest";
import { digits, duration } from "./duration";

test("a length of time is said in its two largest units", () => {
  expect(duration(0)).toBe("0 secs");
  expect(duration(90)).toBe("1 min 30 secs");
  expect(duration(4 * 3600)).toBe("4 hrs");
  expect(duration(2 * 86_400 + 3600 + 60)).toBe("2 days 1 hr");
  expect(duration(86_400 + 30)).toBe("1 day");
});

test("a clock shows a second that has begun, and never less than nothing", () => {
  expect(digits(59_001)).toBe("1:00");
  expect(digits(3_723_000)).toBe("1:02:03");
  expect(digits(90_000_000)).toBe("1 day 1:00:00");
  expect(digits(-5)).toBe("0:00");
});
