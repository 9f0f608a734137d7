import { w } from "../words";

const form = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/;
const units = ["year", "month", "week", "day", "hour", "minute"];

/** span says a length of time (ISO 8601) in words; what is none stays as it is. */
export function span(iso: string): string {
  const parts = form.exec(iso)?.slice(1) ?? [];
  const said = parts.flatMap((n, i) => (n === undefined ? [] : [new Intl.NumberFormat(w.locale, { style: "unit", unit: units[i] as string, unitDisplay: "long" }).format(Number(n))]));
  return said.length > 0 ? said.join(" ") : iso;
}
