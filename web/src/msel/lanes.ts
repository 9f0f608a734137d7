import type { Row } from "./queries";

/** Placed is a row on the timeline: its lane, and which line of the lane it is on so that none covers another. */
export interface Placed {
  row: Row;
  lane: number;
  line: number;
  x: number;
}

/** Lane is one storyline with as many lines as its rows need. */
export interface Lane {
  name: string;
  lines: number;
}

/** place puts rows into lanes by storyline. width is what a row takes up, perSecond how far a second is. */
export function place(rows: Row[], storylines: { id: string; name: string }[], nowhere: string, perSecond: number, width: number): { lanes: Lane[]; placed: Placed[] } {
  const lanes: Lane[] = storylines.map((s) => ({ name: s.name, lines: 1 }));
  const index = new Map(storylines.map((s, i) => [s.id, i]));
  const ends: number[][] = storylines.map(() => []);
  const placed: Placed[] = [];
  for (const row of rows) {
    if (row.inject.at === undefined || row.inject.at === null) continue;
    let lane = index.get(row.inject.storyline ?? "");
    if (lane === undefined) {
      lane = lanes.length;
      index.set(row.inject.storyline ?? "", lane);
      lanes.push({ name: row.inject.storyline || nowhere, lines: 1 });
      ends.push([]);
    }
    const x = row.inject.at * perSecond;
    const of = ends[lane] as number[];
    let line = of.findIndex((end) => end <= x);
    if (line < 0) line = of.length;
    of[line] = x + width;
    (lanes[lane] as Lane).lines = of.length;
    placed.push({ row, lane, line, x });
  }
  return { lanes, placed };
}
