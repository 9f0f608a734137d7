import { useEffect, useId, useRef, useSyncExternalStore } from "react";

/** PageAct is something that the page in view can do, by name. */
export interface PageAct {
  id: string;
  name: string;
  run: () => void;
}

let offered: readonly PageAct[] = [];
const listeners = new Set<() => void>();

function set(next: readonly PageAct[]): void {
  offered = next;
  for (const l of listeners) l();
}

/** useOffer puts an act into the palette while the component that does it is on the page; null offers nothing. */
export function useOffer(name: string, run: (() => void) | null): void {
  const id = useId();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const open = run !== null;
  useEffect(() => {
    if (!open) return;
    set([...offered, { id, name, run: () => latest.current?.() }]);
    return () => set(offered.filter((a) => a.id !== id));
  }, [id, name, open]);
}

function watch(l: () => void): () => void {
  listeners.add(l);
  return () => listeners.delete(l);
}

/** useOffered gives the acts that the page offers now. */
export function useOffered(): readonly PageAct[] {
  return useSyncExternalStore(watch, () => offered);
}
