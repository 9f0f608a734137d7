import { w } from "../words";

const units = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** size writes a number of bytes in the unit in which a person would. */
export function size(n: number): string {
  let i = 0;
  while (n >= 1024 && i < units.length - 1) {
    n /= 1024;
    i++;
  }
  return `${w.number(i === 0 ? n : Math.round(n * 10) / 10)} ${units[i]}`;
}

/** span writes a length of time in one unit. */
export function span(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 120) return w.admin.seconds(s);
  if (s < 7200) return w.admin.minutes(Math.floor(s / 60));
  if (s < 172_800) return w.admin.hours(Math.floor(s / 3600));
  return w.admin.days_(Math.floor(s / 86_400));
}

/** clock writes the local time of day to the second, for lines that lie close together. */
export function clock(at: string): string {
  return new Intl.DateTimeFormat(w.locale, { timeStyle: "medium", hourCycle: "h23" }).format(new Date(at));
}
