import { expect, it } from "vitest";
import type { Proposal } from "./queries";
import { sharesOf } from "./shares";

type Answer = Pick<Proposal, "seats" | "assigned">;
const seat = (request: string, n: number) => ({ id: `${request}/r1/${n}`, request, role: "r1", title: "" });
const choice = (s: string, fit: number) => ({ seat: s, person: "p", fit });

it("says what each request loses to the others", () => {
  const together = { seats: [seat("a", 1), seat("a", 2), seat("b", 1)], assigned: [choice("a/r1/1", 10), choice("b/r1/1", 7)] } as unknown as Answer;
  const a = { seats: [seat("a", 1), seat("a", 2)], assigned: [choice("a/r1/1", 10), choice("a/r1/2", 5)] } as unknown as Answer;
  expect(sharesOf(together, [a, undefined], ["a", "b"])).toEqual([
    { request: "a", seats: 2, together: { filled: 1, fit: 10 }, alone: { filled: 2, fit: 15 } },
    { request: "b", seats: 1, together: { filled: 1, fit: 7 }, alone: undefined },
  ]);
});
