import type { Tone } from "../base/page";
import type { Cell, State } from "./queries";

/** inOrder lists the states of an inject in the order of its life. */
export const inOrder: State[] = ["planned", "ready", "sent", "seen", "answered", "late", "held", "skipped", "cancelled"];

export const toneOf: Record<State, Tone> = { planned: "plain", ready: "warn", sent: "plain", seen: "good", answered: "good", late: "bad", held: "warn", skipped: "plain", cancelled: "plain" };

/** tally counts the states of an inject's teams. */
export function tally(cells: Cell[]): [State, number][] {
  return inOrder.map((s): [State, number] => [s, cells.filter((c) => c.state === s).length]).filter(([, n]) => n > 0);
}
