import { describe, expect, it } from "vitest";
import { alarmTone, byKind, covers, deliveryTone, onPage, took, weekOf } from "./standing";

describe("rules of what reaches a person", () => {
  it("cover a kind, or a whole domain by its dot", () => {
    expect(covers("duty.lapsed", "duty.lapsed")).toBe(true);
    expect(covers("duty.", "duty.lapsed")).toBe(true);
    expect(covers("duty", "duty.lapsed")).toBe(false);
    expect(covers("duty.lap", "duty.lapsed")).toBe(false);
  });
  it("show on the page what is by page, and never notifications of themselves", () => {
    const rules = [{ kinds: "duty.", by: "page" as const, urgent: false }, { kinds: "agreement.", by: "mail" as const, urgent: false }];
    expect(onPage(rules, "duty.soon")).toBe(true);
    expect(onPage(rules, "agreement.signed")).toBe(false);
    expect(onPage([{ kinds: "notify.", by: "page", urgent: false }], "notify.raised")).toBe(false);
  });
});

describe("words and colours", () => {
  it("name a kind by itself, by its domain, or as it is", () => {
    const words = { "duty.lapsed": "lapsed", "duty.": "duty" };
    expect([byKind(words, "duty.lapsed"), byKind(words, "duty.soon"), byKind(words, "other.kind"), byKind(words, "odd")]).toEqual(["lapsed", "duty", "other.kind", "odd"]);
  });
  it("colour what waits for somebody", () => {
    expect([alarmTone("open"), alarmTone("acknowledged"), alarmTone("closed")]).toEqual(["bad", "warn", "plain"]);
    expect(deliveryTone({ state: "waiting", tries: 0 })).toBe("plain");
    expect(deliveryTone({ state: "waiting", tries: 2 })).toBe("warn");
  });
  it("write times shortly", () => expect([took(5), took(65), took(3725)]).toEqual(["5 s", "1 min 5 s", "1 h 2 min"]));
});

it("a week begins on Monday, also over a change of clocks", () => {
  const monday = weekOf(new Date(2026, 9, 25, 23, 0), 0);
  expect([monday.getDay(), monday.getDate(), monday.getHours()]).toEqual([1, 19, 0]);
  expect(weekOf(new Date(2026, 9, 25), 1).getDate()).toBe(26);
});
