import type { components } from "../base/api.gen";

export type Casted = components["schemas"]["MselCasted"];
export type Player = components["schemas"]["MselPlayer"];

/** Casting says which party plays which part, and whose people play. */
export interface Casting {
  parts: Record<string, string>;
  people: string[];
}

export const nobodyCast: Casting = { parts: {}, people: [] };

/** behind writes a casting behind the path of a file. */
export function behind(c: Casting): { cast?: string; people?: string } {
  const cast = Object.entries(c.parts).map(([part, party]) => `${part}=${party}`).join(",");
  return { ...(cast && { cast }), ...(c.people.length > 0 && { people: c.people.join(",") }) };
}

/** gives has a part played by another party. Whose people play it is asked anew. */
export function gives(c: Casting, of: Casted, to: string): Casting {
  const parts = { ...c.parts, [of.code]: to };
  if (to === of.code) delete parts[of.code];
  return { parts, people: c.people.filter((p) => p !== of.as) };
}

/** peopled says whether people play what a party plays. */
export function peopled(c: Casting, party: string, yes: boolean): Casting {
  const people = c.people.filter((p) => p !== party);
  return { ...c, people: yes ? [...people, party].sort() : people };
}

/** choices lists who may play a part: parties that play no other one, and the code of the part itself. */
export function choices(of: Casted, all: Casted[], players: Player[], nobody: (code: string) => string): { value: string; label: string }[] {
  const free = players.filter((p) => p.party === of.as || !all.some((x) => x.as === p.party));
  const listed = free.map((p) => ({ value: p.party, label: p.name ? `${p.party}, ${p.name}` : p.party }));
  return free.some((p) => p.party === of.code) || all.some((x) => x !== of && x.as === of.code) ? listed : [...listed, { value: of.code, label: nobody(of.code) }];
}
