import { w } from "../words";

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** duration says a number of seconds in words, in its two largest units. */
export function duration(seconds: number): string {
  let rest = Math.max(0, Math.floor(seconds));
  const said: string[] = [];
  for (const [unit, size] of units) {
    const n = Math.floor(rest / size);
    rest %= size;
    if (n > 0 && said.length < 2) said.push(new Intl.NumberFormat(w.locale, { style: "unit", unit, unitDisplay: "short" }).format(n));
    else if (said.length > 0) break;
  }
  return said.join(" ") || new Intl.NumberFormat(w.locale, { style: "unit", unit: "second", unitDisplay: "short" }).format(0);
}

/** digits writes what is left as a clock does: 1:02:03, or 2 d 1:02:03. */
export function digits(ms: number): string {
  const all = Math.max(0, Math.ceil(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [d, h, m, s] = [Math.floor(all / 86_400), Math.floor((all % 86_400) / 3_600), Math.floor((all % 3_600) / 60), all % 60];
  const clock = h > 0 || d > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  return d > 0 ? `${new Intl.NumberFormat(w.locale, { style: "unit", unit: "day", unitDisplay: "short" }).format(d)} ${clock}` : clock;
}
