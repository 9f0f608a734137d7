import { expect, test } from "vitest";
import { instant, readEntryFilter } from "./filter";

test("only what is a filter is read from an address", () => {
  expect(readEntryFilter({ kind: "account.", by: "", about: 7, since: "yesterday", until: "2026-11-23T14:00", other: "x" })).toEqual({ kind: "account.", until: "2026-11-23T14:00" });
  expect(readEntryFilter({ about: "x".repeat(257) })).toEqual({});
});

test("a local moment becomes one that the node understands", () => {
  expect(instant(undefined)).toBeUndefined();
  expect(instant("rubbish")).toBeUndefined();
  expect(new Date(instant("2026-11-23T14:00") ?? "").getTime()).toBe(new Date("2026-11-23T14:00").getTime());
});
