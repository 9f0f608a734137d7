import { useEffect, useRef } from "react";

/** Chord collects keys to shortcuts of one or two letters ("j", "g f"). */
export class Chord {
  private first = "";
  private at = 0;

  /** press takes a key at a time in ms and gives the shortcut that it completes, or "". */
  press(key: string, at: number, known: ReadonlySet<string>): string {
    const pair = `${this.first} ${key}`;
    const open = this.first !== "" && at - this.at < 1500;
    this.first = "";
    if (open && known.has(pair)) return pair;
    for (const k of known) {
      if (k.startsWith(key + " ")) {
        this.first = key;
        this.at = at;
        return "";
      }
    }
    return known.has(key) ? key : "";
  }
}

/** typing tells whether a key belongs to a field or a dialog and so is no shortcut. */
function typing(e: KeyboardEvent): boolean {
  const el = e.target;
  if (!(el instanceof HTMLElement)) return false;
  if (el.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(el.tagName)) return true;
  return el.closest("[role=dialog],[role=menu],[role=listbox]") !== null;
}

/** useKeys binds shortcuts while its component is on the page. */
export function useKeys(map: Record<string, () => void>): void {
  const latest = useRef(map);
  useEffect(() => {
    latest.current = map;
  });
  useEffect(() => {
    const chord = new Chord();
    const onKey = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || typing(e)) return;
      // A key that a focused link or button already uses stays theirs.
      if (e.key === "Enter" && e.target instanceof Element && e.target.closest("a,button,summary")) return;
      const hit = chord.press(e.key, e.timeStamp, new Set(Object.keys(latest.current)));
      if (hit === "") return;
      e.preventDefault();
      latest.current[hit]?.();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
