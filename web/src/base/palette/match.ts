/** fold makes text comparable: no case, no accents. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** match tells how well words answer to what was typed: 0 not at all, more is better. Every word typed must begin a word of the text, or stand in it. */
export function match(text: string, typed: string): number {
  const asked = fold(typed).split(/\s+/).filter(Boolean);
  const whole = fold(text);
  const words = whole.split(/[^\p{L}\p{N}]+/u);
  let score = 1;
  for (const a of asked) {
    if (whole === a) score += 8;
    else if (whole.startsWith(a)) score += 4;
    else if (words.some((word) => word.startsWith(a))) score += 2;
    else if (whole.includes(a)) score += 1;
    else return 0;
  }
  return score;
}
