// The one place where the console's look is decided. Everything else names a
// token; nothing else holds a colour, a size of type or a width.

interface Shade {
  light: string;
  dark: string;
}

/** Colours of the console's own surfaces and words. */
export const colours = {
  canvas: { light: "#f3f4f1", dark: "#0e1315" },
  surface: { light: "#ffffff", dark: "#151c1f" },
  raised: { light: "#fafbf9", dark: "#1b2428" },
  line: { light: "#d9ddd8", dark: "#2a3539" },
  lineStrong: { light: "#b4bbb5", dark: "#415056" },
  ink: { light: "#17211f", dark: "#e3e9e7" },
  inkSoft: { light: "#4d5a57", dark: "#a3b0ae" },
  accent: { light: "#0d5a69", dark: "#79cad6" },
  accentHover: { light: "#0a4753", dark: "#9bdbe4" },
  accentInk: { light: "#ffffff", dark: "#06272d" },
  accentWash: { light: "#e1eff0", dark: "#14313a" },
  focus: { light: "#0b67c2", dark: "#8ec7ff" },
  good: { light: "#1c6b3c", dark: "#79d39b" },
  goodWash: { light: "#e2f1e6", dark: "#14301f" },
  warn: { light: "#7d4f00", dark: "#f0bf62" },
  warnWash: { light: "#fbf0d8", dark: "#35270a" },
  bad: { light: "#a5231b", dark: "#ff9a8f" },
  badHover: { light: "#85190f", dark: "#ffb8b0" },
  badInk: { light: "#ffffff", dark: "#3b0d09" },
  badWash: { light: "#fbe6e3", dark: "#3b1613" },
  exercise: { light: "#8a1f8f", dark: "#ef8df3" },
  exerciseWash: { light: "#f8e4f9", dark: "#3a1240" },
} as const satisfies Record<string, Shade>;

/**
 * Colours of the Traffic Light Protocol 2.0 (FIRST), always on black, in both
 * schemes alike. They are not ours to tune.
 */
export const tlp = {
  red: "#FF2B2B",
  "amber+strict": "#FFC000",
  amber: "#FFC000",
  green: "#33FF00",
  clear: "#FFFFFF",
} as const;

/** Colours of the Permissible Actions Protocol, on the same black. */
export const pap = { red: "#FF2B2B", amber: "#FFC000", green: "#33FF00", clear: "#FFFFFF" } as const;

/** Type scale in rem of a 16 px root: dense, and still readable at 3 a.m. */
export const type = {
  tiny: "0.6875rem",
  small: "0.75rem",
  body: "0.8438rem",
  large: "0.9375rem",
  title: "1.125rem",
  page: "1.375rem",
} as const;

/** Steps of 4 px. */
export const space = { 1: "0.25rem", 2: "0.5rem", 3: "0.75rem", 4: "1rem", 5: "1.5rem", 6: "2rem" } as const;

export const shape = { radius: "4px", row: 34, rowNarrow: 58, rail: "13rem", bar: "3rem", foot: "3.5rem" } as const;

export const fonts = {
  text: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  mono: 'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
} as const;

/** Widths, in px, at which the layout changes. */
export const breaks = { narrow: 760, wide: 1180 } as const;

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (c) => "-" + c.toLowerCase());
}

/** The tokens as CSS custom properties: those of every scheme, of light, and of dark. */
export function cssVariables(): { all: Record<string, string>; light: Record<string, string>; dark: Record<string, string> } {
  const all: Record<string, string> = {};
  const light: Record<string, string> = {};
  const dark: Record<string, string> = {};
  for (const [name, shade] of Object.entries(colours)) {
    light[`--c-${kebab(name)}`] = shade.light;
    dark[`--c-${kebab(name)}`] = shade.dark;
  }
  for (const [name, value] of Object.entries(type)) all[`--t-${name}`] = value;
  for (const [name, value] of Object.entries(space)) all[`--s-${name}`] = value;
  for (const [name, value] of Object.entries(tlp)) all[`--tlp-${name.replace("+", "-")}`] = value;
  for (const [name, value] of Object.entries(pap)) all[`--pap-${name}`] = value;
  all["--radius"] = shape.radius;
  all["--row"] = `${shape.row}px`;
  all["--row-narrow"] = `${shape.rowNarrow}px`;
  all["--rail"] = shape.rail;
  all["--bar"] = shape.bar;
  all["--foot"] = shape.foot;
  all["--f-text"] = fonts.text;
  all["--f-mono"] = fonts.mono;
  return { all, light, dark };
}
