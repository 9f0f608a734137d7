const day = 86_400;

/** clock writes a time since STARTEX as planners do: days, then the clock. */
export function clock(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return "";
  const two = (n: number) => String(n).padStart(2, "0");
  return `${Math.floor(seconds / day)}+${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

const clockForm = /^(?:(\d{1,3})\+)?(\d{1,4}):([0-5]\d)(?::([0-5]\d))?$/;
const spanForm = /^(?:t?\+)?(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?$/i;

/** readClock reads the forms that the node takes; null is no time, undefined is no such form. */
export function readClock(text: string): number | null | undefined {
  const s = text.trim();
  if (s === "") return null;
  if (/^t\+0$/i.test(s)) return 0;
  const found = clockForm.exec(s) ?? spanForm.exec(s);
  if (!found || found.slice(1).every((p) => p === undefined)) return undefined;
  const [d, h, m, sec] = found.slice(1).map((p) => Number(p ?? 0)) as [number, number, number, number];
  const total = d * day + h * 3600 + m * 60 + sec;
  return total > 366 * day ? undefined : total;
}
