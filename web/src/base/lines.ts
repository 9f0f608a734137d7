import type { RefObject } from "react";
import { useKeys } from "./keys";

/** useLines moves the focus with j and k among the elements marked data-line inside a container; Enter is theirs. */
export function useLines(inside: RefObject<HTMLElement | null>): void {
  const move = (by: number) => {
    const all = [...(inside.current?.querySelectorAll<HTMLElement>("[data-line]") ?? [])];
    if (all.length === 0) return;
    const at = all.findIndex((el) => el === document.activeElement);
    const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
    all[to]?.focus();
    all[to]?.scrollIntoView({ block: "nearest" });
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
}
