import type { Ask, PartyRow } from "./queries";

/** Passing is what recipients may do with our own objects further. */
export type Passing = "no" | "yes" | "only";

/** codes reads party codes as people write them: capitals or not, with commas or spaces. */
export function codes(text: string): string[] {
  return [...new Set(text.toUpperCase().split(/[\s,;]+/).filter((c) => c !== ""))];
}

/** onwardOf makes the ask's condition. "only" without a code is no permission. */
export function onwardOf(passing: Passing, only: string): NonNullable<Ask["onward"]> {
  const to = codes(only);
  if (passing === "yes") return { allowed: true };
  if (passing === "only" && to.length > 0) return { allowed: true, to };
  return { allowed: false };
}

/** eligible are the parties that may have at least a part. */
export function eligible(all: PartyRow[]): string[] {
  return all.filter((p) => p.permit > 0).map((p) => p.party);
}

/** totals counts, over the chosen parties, the most that leaves for one of them and what is refused to any. */
export function totals(all: PartyRow[], chosen: string[]): { leaving: number; refused: number } {
  const rows = all.filter((p) => chosen.includes(p.party));
  return { leaving: Math.max(0, ...rows.map((p) => p.permit)), refused: Math.max(0, ...rows.map((p) => p.refuse)) };
}
