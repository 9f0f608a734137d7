import { describe, expect, it } from "vitest";
import { hoursText, href, levels, lines, numbers, parseHours } from "./entry";

describe("hours", () => {
  it("reads what it writes", () => {
    for (const t of ["", "always", "mon-fri 08:00-16:30", "mon-fri 08:00-16:30; sat,sun 22:00-06:00", "mon,wed 00:00-24:00", "mon-wed,fri 08:00-12:00"]) {
      const h = parseHours(t);
      expect(h && hoursText(h)).toBe(t);
    }
  });
  it("refuses what is no hours", () => {
    for (const t of ["noon", "mon 8-16", "mon-fri", "fri-mon 08:00-16:00", "mon,mon 08:00-16:00", "xyz 08:00-16:00"]) expect(parseHours(t)).toBeNull();
  });
  it("knows 24/7", () => expect(parseHours("24/7")).toEqual({ always: true, weekly: [] }));
});

describe("lists", () => {
  it("reads one value a line", () => expect(lines(" a\n\nb, c ")).toEqual(["a", "b", "c"]));
  it("reads AS numbers", () => expect(numbers("AS64500\n64501\nx")).toEqual([64500, 64501, 0]));
  it("reads levels of SIM3", () => expect(levels("O-1 3\nH-2=0")).toEqual({ "O-1": 3, "H-2": 0 }));
});

describe("href", () => {
  it("opens telephones, mail and pages, and nothing else", () => {
    expect(href("phone", "+420 541 000 000")).toBe("tel:+420541000000");
    expect(href("secure-email", "a@example.org")).toBe("mailto:a@example.org");
    expect(href("web", "javascript:alert(1)")).toBeUndefined();
    expect(href("radio", "433 MHz")).toBeUndefined();
  });
});
