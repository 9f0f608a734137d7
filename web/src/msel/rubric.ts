/** Level is one step of a rubric. */
export interface Level {
  points: number;
  words: string;
}

/** levels reads one level a line: its points, then its words. */
export function levels(text: string): Level[] {
  return text.split("\n").flatMap((line) => {
    const found = /^\s*(\d+)[\s:]+(.+?)\s*$/.exec(line);
    return found ? [{ points: Number(found[1]), words: found[2] as string }] : [];
  });
}

/** levelText is the reverse of levels. */
export const levelText = (all: Level[]): string => all.map((l) => `${l.points} ${l.words}`).join("\n");
