import { useEffect, useRef, useState, type HTMLAttributes } from "react";

/** Row is a line as it is drawn: gone when its cause is, and it is drawn only because somebody is at it. */
export interface Row<T> {
  of: T;
  gone: boolean;
}

/** hold keeps the lines that were drawn where they were, with what is now known of them, and counts those that are kept back. */
export function hold<T>(before: T[], now: T[], name: (t: T) => string): { rows: Row<T>[]; fresh: number } {
  const known = new Map(now.map((t) => [name(t), t]));
  const rows = before.map((t) => ({ of: known.get(name(t)) ?? t, gone: !known.has(name(t)) }));
  const drawn = new Set(before.map(name));
  return { rows, fresh: now.filter((t) => !drawn.has(name(t))).length };
}

const rest = 15_000; // ms after the last movement until a list is nobody's

/** useHeld keeps a list from moving under the pointer or the focus of whoever is at it. */
export function useHeld<T>(now: T[], name: (t: T) => string): { rows: Row<T>[]; fresh: number; show: () => void; at: HTMLAttributes<HTMLElement> } {
  const [held, setHeld] = useState<T[] | null>(null);
  const latest = useRef(now);
  useEffect(() => {
    latest.current = now;
  });
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const leave = () => {
    window.clearTimeout(timer.current);
    setHeld(null);
  };
  const touch = () => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(leave, rest);
    setHeld((before) => before ?? latest.current);
  };
  const drawn = held ? hold(held, now, name) : { rows: now.map((of) => ({ of, gone: false })), fresh: 0 };
  return { ...drawn, show: () => setHeld(latest.current), at: { onPointerMove: touch, onKeyDown: touch, onFocus: touch, onPointerLeave: leave, onBlur: (e) => !e.currentTarget.contains(e.relatedTarget) && leave() } };
}
