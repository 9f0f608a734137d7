import { describe, expect, it } from "vitest";
import { Chord } from "./keys";

const known = new Set(["j", "?", "g f", "g l"]);

describe("Chord", () => {
  it("gives single keys at once and pairs after their second key", () => {
    const c = new Chord();
    expect(c.press("j", 0, known)).toBe("j");
    expect(c.press("g", 10, known)).toBe("");
    expect(c.press("l", 20, known)).toBe("g l");
    expect(c.press("l", 30, known)).toBe("");
  });

  it("forgets a first key after 1.5 s, and after a key that does not fit", () => {
    const c = new Chord();
    c.press("g", 0, known);
    expect(c.press("f", 1600, known)).toBe("");
    c.press("g", 2000, known);
    expect(c.press("j", 2100, known)).toBe("j");
    expect(c.press("f", 2200, known)).toBe("");
  });

  it("starts anew on a repeated first key", () => {
    const c = new Chord();
    c.press("g", 0, known);
    c.press("g", 10, known);
    expect(c.press("f", 20, known)).toBe("g f");
  });
});
