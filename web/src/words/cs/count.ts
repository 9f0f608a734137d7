const rules = new Intl.PluralRules("cs");
const form = new Intl.NumberFormat("cs-CZ");

/** number writes a number in the Czech way. */
export const number = (n: number) => form.format(n);

/** many gives a count with its word: 1 objekt, 2 objekty, 5 objektů. Decimals take the last form. */
export function many(n: number, one: string, few: string, more: string): string {
  const rule = rules.select(n);
  return `${number(n)}\u00a0${rule === "one" ? one : rule === "few" ? few : more}`;
}
