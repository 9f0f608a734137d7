import { expect, test } from "vitest";
import { asks, known, readies, ruleOf } from "./ready";

test("a ready rule is known again, with the party that it is about", () => {
  for (const name of readies) expect(known(ruleOf(name, "HUB"))).toEqual({ name, party: asks(name) ? "HUB" : "" });
});

test("a rule that somebody wrote or changed is none of them", () => {
  expect(known(undefined)).toBeUndefined();
  expect(known({ kind: "release.made" })).toBeUndefined();
  expect(known({ ...(ruleOf("informed", "HUB") as object), count: 2 })).toBeUndefined();
});
