import type { NewOffer, Proposal, Role } from "./queries";

type NewLine = NewOffer["lines"][number];

/** Filling is who would take the seats of each role: people of the pool, or one team. */
export type Filling = Record<string, { people: string[]; team: NonNullable<NewLine["team"]> | null }>;

/** proposed takes the matching's answer as a beginning. */
export function proposed(p: Pick<Proposal, "assigned" | "seats">): Filling {
  const out: Filling = {};
  for (const a of p.assigned) {
    const role = p.seats.find((s) => s.id === a.seat)?.role;
    if (role) (out[role] ??= { people: [], team: null }).people.push(a.person);
  }
  return out;
}

/** emptyTeam is a team for a number of seats. */
export const emptyTeam = (people: number): NonNullable<NewLine["team"]> => ({ type: "response", level: 2, people });

/** linesOf makes the lines of an offer: one for each person, one for a team. */
export function linesOf(roles: Pick<Role, "id">[], f: Filling): NewLine[] {
  return roles.flatMap(({ id: role }): NewLine[] => {
    const of = f[role];
    if (!of) return [];
    if (of.team) {
      const minimum = (of.team.minimum ?? []).filter((m) => m.skill !== "");
      return [{ role, team: { ...of.team, minimum: minimum.length > 0 ? minimum : undefined, ...(of.team.kit === "" && { kit: undefined }) } as NonNullable<NewLine["team"]> }];
    }
    return of.people.map((e) => ({ role, experts: [e] }));
  });
}
