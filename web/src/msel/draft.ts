import { useState } from "react";

/** Draft is what a person has before them of something that others may change meanwhile. */
export interface Draft<T> {
  base: string; // what it began from, as JSON
  value: T;
}

/** begin starts to edit what stands there now. */
export const begin = <T>(now: T): Draft<T> => ({ base: JSON.stringify(now), value: now });

/** meet holds a draft against what stands there now: nothing that a person wrote is lost, and what nobody has touched follows. */
export function meet<T>(d: Draft<T>, now: T): { draft: Draft<T>; overtaken: boolean } {
  const seen = JSON.stringify(now);
  const mine = JSON.stringify(d.value);
  if (seen === d.base) return { draft: d, overtaken: false };
  if (mine === d.base || mine === seen) return { draft: begin(now), overtaken: false };
  return { draft: d, overtaken: true };
}

/** useDraft keeps a draft of what a page edits. Overtaken tells that somebody has changed the same meanwhile: the person then takes theirs or keeps what is written here. */
export function useDraft<T>(now: T) {
  const [kept, setKept] = useState(() => begin(now));
  const { draft, overtaken } = meet(kept, now);
  if (draft !== kept) setKept(draft);
  return {
    value: draft.value,
    set: (value: T) => setKept({ ...draft, value }),
    overtaken,
    theirs: () => setKept(begin(now)),
    mine: () => setKept({ base: JSON.stringify(now), value: draft.value }),
    /** saved has the draft follow again what stands there. */
    saved: () => setKept((d) => ({ ...d, base: JSON.stringify(d.value) })),
  };
}
