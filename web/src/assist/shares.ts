import type { Proposal } from "./queries";

type Answer = Pick<Proposal, "seats" | "assigned">;

/** Share is what one request has of an answer. */
export interface Share {
  filled: number;
  fit: number;
}

const shareOf = (p: Answer, request: string): Share => {
  const seats = new Set(p.seats.filter((s) => s.request === request).map((s) => s.id));
  const got = p.assigned.filter((a) => seats.has(a.seat));
  return { filled: got.length, fit: got.reduce((sum, a) => sum + a.fit, 0) };
};

/** sharesOf compares what each request gets when all are matched together with what it would get if it were alone. */
export function sharesOf(together: Answer, alone: (Answer | undefined)[], ids: string[]): { request: string; seats: number; together: Share; alone: Share | undefined }[] {
  return ids.map((request, i) => {
    const by = alone[i];
    return { request, seats: together.seats.filter((s) => s.request === request).length, together: shareOf(together, request), alone: by && shareOf(by, request) };
  });
}
