import { expect, test } from "vitest";
import { missingRoles, steps, type Known } from "./steps";

const nothing: Known = { users: undefined, peers: undefined, agreements: undefined, objects: undefined, receipts: undefined };
const user = (...roles: string[]) => ({ roles, disabled: false, entered: true });

test("what cannot be seen is not said to be done", () => {
  expect(steps(nothing)).toEqual({ keys: true, people: false, peer: false, agreement: false, feed: false });
});

test("the roles of the main job are asked for; the duty officer imports and releases", () => {
  expect(missingRoles([user("admin")])).toEqual(["analyst", "release", "director"]);
  expect(missingRoles([user("admin"), user("duty")])).toEqual(["director"]);
  expect(missingRoles([user("analyst", "release"), { ...user("director"), disabled: true }])).toEqual(["director"]);
});

test("a peer counts when its words were compared, an agreement when it is in force, sharing when a receipt is held", () => {
  const known: Known = { users: [user("duty"), user("director")], peers: [{ trust: "invited" }], agreements: [{ state: "proposed" }], objects: 3, receipts: 0 };
  expect(steps(known)).toMatchObject({ people: true, peer: false, agreement: false, feed: false });
  expect(steps({ ...known, peers: [{ trust: "compared" }], agreements: [{ state: "in-force" }], receipts: 1 })).toMatchObject({ peer: true, agreement: true, feed: true });
});
