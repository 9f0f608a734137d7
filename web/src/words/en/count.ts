/** many gives a count with its word, in the number of the language. */
export const many = (n: number, one: string, more: string) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : more}`;
