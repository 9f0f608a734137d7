import { useEffect, useState } from "react";
import type { Tone } from "../base/page";
import { w } from "../words";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Left is what a clock shows. */
export interface Left {
  text: string;
  tone: Tone;
  over: boolean;
}

/** span writes a time as people read a clock: days, hours and minutes, minutes and seconds. */
function span(ms: number): string {
  if (ms >= 2 * day) return w.watch.clock.days(Math.floor(ms / day));
  if (ms >= hour) return w.watch.clock.hours(Math.floor(ms / hour), Math.floor((ms % hour) / minute));
  return `${Math.floor(ms / minute)}:${String(Math.floor((ms % minute) / second)).padStart(2, "0")}`;
}

/** left says how much of a clock is left, or by how much it is overdue. */
export function left(due: number, now: number): Left {
  const ms = due - now;
  if (ms <= 0) return { text: w.watch.clock.over(-ms < hour ? w.watch.clock.minutes(Math.floor(-ms / minute)) : span(-ms)), tone: "bad", over: true };
  return { text: w.watch.clock.left(span(ms)), tone: ms < hour ? "bad" : ms < day ? "warn" : "plain", over: false };
}

/** useNow gives this machine's time, again every second while wanted. */
export function useNow(wanted: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!wanted) return;
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, second);
    return () => clearInterval(timer);
  }, [wanted]);
  return now;
}
