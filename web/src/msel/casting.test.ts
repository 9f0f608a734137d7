import { expect, test } from "vitest";
import { behind, choices, gives, nobodyCast, peopled, type Casted, type Player } from "./casting";

const part = (code: string, as: string): Casted => ({ code, as, name: code, kind: "nation", plays: "simulated", teams: 1, injects: 0, reactions: 0, left_out: 0 });
const players: Player[] = [
  { party: "CZE", plays: "directing" },
  { party: "LVA", name: "Latvia", plays: "simulated" },
  { party: "EST", name: "Estonia", plays: "simulated" },
];

test("a casting is written behind a path as the node reads it", () => {
  expect(behind(nobodyCast)).toEqual({});
  const c = peopled(gives(gives(nobodyCast, part("ALFA", "ALFA"), "CZE"), part("BRAVO", "BRAVO"), "LVA"), "CZE", true);
  expect(behind(c)).toEqual({ cast: "ALFA=CZE,BRAVO=LVA", people: "CZE" });
});

test("a part that is given to its own code is no longer named", () => {
  expect(gives({ parts: { ALFA: "CZE" }, people: ["CZE"] }, part("ALFA", "CZE"), "ALFA")).toEqual({ parts: {}, people: [] });
});

test("a party that plays another part is not offered, and a part may stay with nobody", () => {
  const all = [part("ALFA", "ALFA"), part("BRAVO", "LVA")];
  const values = (of: Casted) => choices(of, all, players, (code) => `${code}?`).map((x) => x.value);
  expect(values(all[0] as Casted)).toEqual(["CZE", "EST", "ALFA"]);
  expect(values(all[1] as Casted)).toEqual(["CZE", "LVA", "EST", "BRAVO"]);
});
