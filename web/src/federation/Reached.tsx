import { State } from "../base/page";
import { w } from "../words";

/** Reach is how far another party has come with what we gave it about one thing; by way of another party it is not known here. */
export interface Reach {
  via?: string | undefined;
  given?: number | undefined;
  receipted?: number | undefined;
  refused?: number | undefined;
}

/** Reached says it in words: arrived by signed receipt, on the way, refused there. */
export function Reached({ of }: { of: Reach }) {
  if (of.via) return <span>{w.peers.reach.via(of.via)}</span>;
  const waits = (of.given ?? 0) - (of.receipted ?? 0);
  if (of.refused) return <State tone="bad">{w.peers.reach.refused(of.refused)}</State>;
  return waits > 0 ? <State tone="warn">{w.peers.reach.under(waits)}</State> : <State tone="good">{w.peers.reach.arrived}</State>;
}
