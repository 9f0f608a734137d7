const form = new Intl.NumberFormat("fr-FR");

/** number writes a number in the French way. */
export const number = (n: number) => form.format(n);

/** many gives a count with its word: 0 and 1 are singular. */
export const many = (n: number, one: string, more: string) => `${number(n)}\u00a0${Math.abs(n) < 2 ? one : more}`;
