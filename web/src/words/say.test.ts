import { afterEach, expect, test } from "vitest";
import { en } from "./en";
import { speak } from "./index";
import { fill, say } from "./say";

(globalThis as { document?: unknown }).document ??= { documentElement: { lang: "" } };
afterEach(() => speak(en));

test("arguments go in by order, or by their number where a language turns them around", () => {
  expect(fill("%s may give %s to %s", ["CZE", "indicator", "HUB"])).toBe("CZE may give indicator to HUB");
  expect(fill("pour %[3]s, %[1]s peut donner : %[2]s", ["CZE", "indicator", "HUB"])).toBe("pour HUB, CZE peut donner : indicator");
  expect(fill("100 %% of %d", ["7"])).toBe("100 % of 7");
  expect(fill("%q has %s", ["only one"])).toBe("only one has %s");
});

test("a catalogue answers by the English format; without an entry the node's own words stand", () => {
  const phrase = { format: "%s holds it already", args: ["EST"] };
  expect(say("EST holds it already", phrase)).toBe("EST holds it already");
  speak({ ...en, texts: { "%s holds it already": "%s l’a déjà" } });
  expect(say("EST holds it already", phrase)).toBe("EST l’a déjà");
  expect(say("something else", { format: "toString", args: [] })).toBe("something else");
  expect(say("no phrase", undefined)).toBe("no phrase");
});
