import type { Clock } from "./queries";

/** exerciseTime gives the exercise time in milliseconds at an instant of the node, from the anchors of its clock. */
export function exerciseTime(anchors: Clock["anchors"], at: number): number {
  for (let i = anchors.length - 1; i >= 0; i--) {
    const a = anchors[i];
    if (!a) continue;
    const from = Date.parse(a.at);
    if (at >= from) return a.us / 1000 + (a.runs ? ((at - from) * a.rate) / 1000 : 0);
  }
  return 0;
}

/** stamp writes an exercise time: T+1:02:03. */
export function stamp(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return "–";
  const s = Math.floor(ms / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  return `T+${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

/** readTime reads 1:30:00, T+1:30:00, 90m or 1h30m as milliseconds; null for what is no exercise time. */
export function readTime(text: string): number | null {
  const t = text.trim().replace(/^T\+/, "");
  const clock = /^(\d{1,4}):(\d{2}):(\d{2})$/.exec(t);
  if (clock) return (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1000;
  const words = /^(?:(\d{1,4})h)?\s*(?:(\d{1,5})m)?\s*(?:(\d{1,6})s)?$/.exec(t);
  if (!words || t === "") return null;
  return (Number(words[1] ?? 0) * 3600 + Number(words[2] ?? 0) * 60 + Number(words[3] ?? 0)) * 1000;
}

/** share writes a part of a whole in percent; nothing of nothing is no percent. */
export function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Math.floor((part * 100) / whole)} %`;
}
