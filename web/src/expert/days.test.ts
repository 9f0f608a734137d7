import { describe, expect, test } from "vitest";
import { daysFrom, pieces, weekOf } from "./days";
import type { Expert } from "./queries";
import { endingOf, fits, standingOf } from "./standing";

process.env.TZ = "Europe/Prague";

const hour = 3_600_000;
const person = (windows: [kind: "standby" | "away", from: string, to: string][], holds: [from: string, to: string][] = []) =>
  ({
    state: "active",
    expiring: true,
    profile: { name: "Alena Nováková", office: "csirt", services: ["forensics"], skills: [{ code: "ot", level: 3 }] },
    windows: windows.map(([kind, from, to]) => ({ id: "w", kind, from, to })),
    holds: holds.map(([from, to]) => ({ matter: "m", from, to })),
  }) as unknown as Expert;

describe("days", () => {
  test("a week begins on Monday at the reader's midnight, or at that of UTC", () => {
    const at = new Date("2026-11-22T23:30:00Z"); // Monday half past midnight in Prague, still Sunday in UTC
    expect(weekOf(at, "local").toISOString()).toBe("2026-11-22T23:00:00.000Z");
    expect(weekOf(at, "utc").toISOString()).toBe("2026-11-16T00:00:00.000Z");
  });

  test("the day on which summer time ends has 25 hours, that on which it begins 23", () => {
    const lengths = (start: Date) => daysFrom(start, 2, "local").map((d) => (d.end.getTime() - d.start.getTime()) / hour);
    expect(lengths(new Date(2026, 9, 25))).toEqual([25, 24]);
    expect(lengths(new Date(2027, 2, 28))).toEqual([23, 24]);
    expect(daysFrom(new Date(Date.UTC(2026, 9, 25)), 1, "utc").map((d) => (d.end.getTime() - d.start.getTime()) / hour)).toEqual([24]);
  });

  test("times are cut to the day, holds above standby", () => {
    const e = person([["standby", "2026-11-22T23:00:00Z", "2026-11-24T11:00:00Z"]], [["2026-11-24T05:00:00Z", "2026-11-30T00:00:00Z"]]);
    const day = daysFrom(new Date(2026, 10, 24), 1, "local")[0]!;
    expect(pieces(e, day).map((p) => [p.kind, p.from, p.to])).toEqual([
      ["standby", 0, 0.5],
      ["held", 0.25, 1],
    ]);
    expect(pieces(e, daysFrom(new Date(2026, 10, 22), 1, "local")[0]!)).toEqual([]);
  });
});

describe("standing", () => {
  const at = new Date("2026-11-25T06:00:00Z");
  const span = ["2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z"] as const;

  test("a hold comes before an absence, and that before standby", () => {
    expect(standingOf(person([["standby", ...span]]), at).word).toBe("standby");
    expect(standingOf(person([["standby", ...span], ["away", ...span]]), at).word).toBe("away");
    expect(standingOf(person([["standby", ...span]], [[...span]]), at).word).toBe("held");
    expect(standingOf(person([["standby", ...span]]), new Date(span[1])).word).toBe("off");
  });

  test("a clearance that ends soon is told from one that has ended", () => {
    const until = (day: string) => ({ ...person([]), profile: { clearance: { level: "secret", authority: "x", until: day } } }) as unknown as Expert;
    expect(endingOf(until("2026-12-31"), at)).toBe("Ends soon");
    expect(endingOf(until("2026-11-25"), at)).toBe("Ends soon"); // its last day
    expect(endingOf(until("2026-11-24"), at)).toBe("Has ended");
    expect(endingOf({ ...until("2030-01-01"), expiring: false }, at)).toBe("");
  });

  test("a filter asks for text, service, skill and standing together", () => {
    const e = person([["standby", ...span]]);
    const all = { text: "", service: null, skill: null, standing: null };
    expect(fits(e, all, at)).toBe(true);
    expect(fits(e, { ...all, text: "nová" }, at)).toBe(true);
    expect(fits(e, { ...all, text: "nobody" }, at)).toBe(false);
    expect(fits(e, { ...all, service: "forensics", skill: "ot", standing: "standby" }, at)).toBe(true);
    expect(fits(e, { ...all, service: "exercises" }, at)).toBe(false);
    expect(fits(e, { ...all, skill: "linux" }, at)).toBe(false);
    expect(fits(e, { ...all, standing: "unattested" }, at)).toBe(true);
    expect(fits(e, { ...all, standing: "expiring" }, at)).toBe(true);
    expect(fits(e, { ...all, standing: "held" }, at)).toBe(false);
  });
});
