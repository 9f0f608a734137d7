import { describe, expect, it } from "vitest";
import { ago, parse, short, utc, localInput } from "./time";

const now = new Date(2026, 10, 23, 15, 0, 0);

describe("time", () => {
  it("shows the clock today, the day this year, the date before", () => {
    expect(short(new Date(2026, 10, 23, 3, 4), now)).toBe("03:04");
    expect(short(new Date(2026, 10, 22, 23, 59), now)).toBe("22 Nov 23:59");
    expect(short(new Date(2019, 0, 2), now)).toBe("2 Jan 2019");
  });

  it("writes UTC without fractions", () => {
    expect(utc(new Date("2026-11-23T14:03:07.123456Z"))).toBe("2026-11-23 14:03:07 UTC");
  });

  it("rounds an age down to one unit", () => {
    const back = (min: number) => ago(new Date(now.getTime() - min * 60_000), now);
    expect([back(0), back(59), back(60), back(47 * 60), back(48 * 60)]).toEqual(["just now", "59 min ago", "1 h ago", "47 h ago", "2 d ago"]);
  });

  it.each([[undefined], [""], ["yesterday"], ["0001-01-01T00:00:00Z"]])("takes %j for no time", (text) => {
    expect(parse(text)).toBeNull();
  });
});

describe("localInput", () => {
  it("what a field shows is read back as the same moment", () => {
    for (const iso of ["2026-01-02T03:04:00.000Z", "2026-07-31T23:59:00.000Z"]) expect(new Date(localInput(iso)).toISOString()).toBe(iso);
  });
});
