import { expect, test } from "vitest";
import { read } from "./provider";

test("a trip is read in the one form that it was kept in", () => {
  const trip = { ticket: "t", purpose: "enter", next: "/intel" };
  expect(read(JSON.stringify(trip))).toEqual(trip);
  for (const bad of [null, "", "x", "null", "[]", "{}", JSON.stringify({ ...trip, purpose: "rule" }), JSON.stringify({ ...trip, ticket: 7 }), JSON.stringify({ ticket: "t", purpose: "enter" })]) {
    expect(read(bad), String(bad)).toBeNull();
  }
});
