import { expect, test } from "vitest";
import type { Moment } from "./queries";
import { knows, length, upTo } from "./replay";

const at = (time_ms: number, what: Moment["what"], team: string): Moment => ({ time_ms, what, team, party: "CZE", words: "1 Letter", about: "" });

test("the replay shows what had happened by then, and nothing later", () => {
  const timeline = [at(0, "sent", "a"), at(0, "sent", "b"), at(60_000, "seen", "a"), at(120_000, "answered", "a")];
  expect(upTo(timeline, 60_000, "")).toHaveLength(3);
  expect(upTo(timeline, 60_000, "b")).toHaveLength(1);
  expect(knows(upTo(timeline, 59_999, "")).get("a")).toEqual({ sent: 1, seen: 0, answered: 0, act: 0 });
  expect(knows(timeline).get("a")).toEqual({ sent: 1, seen: 1, answered: 1, act: 0 });
});

test("a length is hours, minutes and seconds", () => expect(length(3_723_000)).toBe("1:02:03"));
