import { useEffect, useSyncExternalStore } from "react";

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

/** useOffer puts acts into the palette while the component that does them is on the page. */
export function useOffer(acts: PageAct[]): void {
  const names = acts.map((a) => a.id + "\u0000" + a.name).join("\u0001");
  useEffect(() => {
    const mine = acts;
    set([...offered, ...mine]);
    return () => set(offered.filter((a) => !mine.includes(a)));
    // The acts are new functions at each drawing; what they are is told by their names.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [names]);
}

/** useOffered gives the acts that the page offers now. */
export function useOffered(): readonly PageAct[] {
  return useSyncExternalStore(
    (l) => {
      listeners.add(l);
      return () => listeners.delete(l);
    },
    () => offered,
  );
}
