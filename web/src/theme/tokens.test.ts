import { describe, expect, it } from "vitest";
import { colours, cssVariables, tlp } from "./tokens";

function luminance(hex: string): number {
  const part = (at: number) => {
    const v = parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

function contrast(a: string, b: string): number {
  const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (hi + 0.05) / (lo + 0.05);
}

describe("tokens", () => {
  const pairs: [keyof typeof colours, keyof typeof colours][] = [
    ["ink", "canvas"], ["ink", "surface"], ["inkSoft", "canvas"], ["inkSoft", "surface"], ["inkSoft", "raised"],
    ["accent", "surface"], ["accent", "canvas"], ["accent", "accentWash"], ["accentInk", "accent"], ["accentInk", "accentHover"], ["badInk", "bad"], ["badInk", "badHover"],
    ["good", "goodWash"], ["warn", "warnWash"], ["bad", "badWash"], ["bad", "surface"], ["exercise", "exerciseWash"],
  ];
  for (const scheme of ["light", "dark"] as const) {
    it.each(pairs)(`%s on %s is readable in ${scheme} (WCAG AA)`, (ink, ground) => {
      expect(contrast(colours[ink][scheme], colours[ground][scheme])).toBeGreaterThanOrEqual(4.5);
    });
  }

  it("keeps the official colours of TLP 2.0, readable on black", () => {
    expect(tlp).toEqual({ red: "#FF2B2B", "amber+strict": "#FFC000", amber: "#FFC000", green: "#33FF00", clear: "#FFFFFF" });
    for (const c of Object.values(tlp)) expect(contrast(c, "#000000")).toBeGreaterThanOrEqual(4.5);
  });

  it("has every colour in both schemes", () => {
    const { light, dark } = cssVariables();
    expect(Object.keys(light)).toEqual(Object.keys(dark));
  });
});
