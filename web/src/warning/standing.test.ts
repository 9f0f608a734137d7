import { expect, test } from "vitest";
import type { Seat } from "./queries";
import { acknowledged, affectedTone, bodyOf, complete, unequal, waitsForUs, type Draft } from "./standing";

const draft: Draft = { languages: ["en", "cs"], cause: "campaign", title: { en: " Phishing ", cs: "Phishing", fr: "x" }, text: { en: "Beware.", cs: "Pozor." }, actions: { en: "Block it\n\n Tell us ", cs: "Blokujte\nHlaste" }, scheme: "", value: "", sectors: [], incident: "", objects: [], due: "" };
const word = (rev: number) => ({ rev, affected: "no" as const, words: "", by: "Ada", at: "2026-11-25T02:00:00Z" });
const seat = (party: string, ...revs: number[]): Seat => ({ party, since: "", via: "", owes: false, overdue: false, said: revs.map(word) });

test("a draft becomes a body in its own languages alone", () => {
  const b = bodyOf(draft);
  expect(b.title).toEqual({ en: "Phishing", cs: "Phishing" });
  expect(b.actions).toEqual([{ en: "Block it", cs: "Blokujte" }, { en: "Tell us", cs: "Hlaste" }]);
  expect(b).not.toHaveProperty("severity");
  expect(b).not.toHaveProperty("due");
});

test("a draft is complete when every language says the same", () => {
  expect(complete(draft)).toBe(true);
  expect(complete({ ...draft, text: { en: "Beware." } })).toBe(false);
  expect(unequal({ ...draft, actions: { en: "One", cs: "" } })).toBe(true);
  expect(complete({ ...draft, languages: [] })).toBe(false);
  expect(complete({ ...draft, scheme: "cz" })).toBe(false);
});

test("only a word on the text that stands acknowledges it", () => {
  const text = { rev: 2 } as never;
  expect(acknowledged({ text, seats: [seat("CZE", 1), seat("EST", 1, 2), seat("LVA")] })).toBe(1);
  expect(waitsForUs({ open: true, text, ours: seat("CZE", 1) })).toBe(true);
  expect(waitsForUs({ open: true, text, ours: seat("CZE", 1, 2) })).toBe(false);
  expect(waitsForUs({ open: false, text, ours: seat("CZE") })).toBe(false);
  expect(affectedTone("")).toBe("plain");
});
