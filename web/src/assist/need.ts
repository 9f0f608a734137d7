const usual = 3; // the level meant when none is written

/** needOf reads a skill or a language with its lowest level, as in "ot:4". */
export function needOf(text: string): { code: string; min: number } {
  const [code = "", level] = text.split(":");
  const min = Number.parseInt(level ?? "", 10);
  return { code: code.trim().toLowerCase(), min: min >= 1 && min <= 5 ? min : usual };
}

/** needText writes a skill or a language with its lowest level. */
export const needText = (n: { code: string; min: number }) => `${n.code}:${n.min}`;
