import rules from "./ready.json";

/** Ready is a rule over acts that a planner takes as it is; some are about one party. */
export type Ready = keyof typeof rules;

export const readies = Object.keys(rules) as Ready[];

const text = (name: Ready) => JSON.stringify(rules[name]);

/** asks tells whether a rule is about one party. */
export const asks = (name: Ready) => text(name).includes("PARTY");

/** ruleOf gives a rule, about a party where it is about one. */
export const ruleOf = (name: Ready, party: string): unknown => JSON.parse(text(name).replaceAll("PARTY", party)) as unknown;

const code = /\.parties\.([A-Z0-9]+)\./;

/** known finds which rule this is, and about whom; nothing for one that somebody wrote. */
export function known(rule: unknown): { name: Ready; party: string } | undefined {
  const of = JSON.stringify(rule) ?? "";
  const party = code.exec(of)?.[1] ?? "";
  const name = readies.find((r) => text(r).replaceAll("PARTY", party) === of);
  return name && { name, party };
}
