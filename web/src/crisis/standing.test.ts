import { describe, expect, test } from "vitest";
import type { Member, Proposal, Round } from "./queries";
import { actsIn, isEnded, isMissing, sentences, stateWord, tally, toneOf } from "./standing";

const now = "2026-11-29T10:00:00Z";
const later = "2026-11-29T11:00:00Z";

const member = (party: string, more: Partial<Member> = {}): Member => ({ party, counts: true, reached: false, opened_by: "", able: true, unable: "", left: "", ...more });
const has = (party: string, more: Partial<Member> = {}) => member(party, { reached: true, delivered: now, ...more });

const round = (more: Partial<Round> = {}): Round => ({ rev: 1, level: "technical", mode: "silence", urgent: "", put: now, expires: later, deadline: later, extended: [], members: [has("CZE"), has("EST"), has("LVA")], late: [], recalled: "", final: false, ...more });

const closing = (outcome: "adopted" | "broken", confirmed: string[]): NonNullable<Round["closing"]> => ({ digest: "d", outcome, at: later, effects: false, confirmed, missing: [], needed: 2, protests: [], differs: "" });

const proposal = (state: Proposal["state"], rounds: Round[], more: Partial<Proposal> = {}): Proposal =>
  ({
    id: "p", owner: "CZE", state, rounds, now, doubt: "", waiting: 0, text: { rev: 1, effects: [] }, texts: [{ rev: 1 }],
    body: { chair: "HUB", members: ["CZE", "EST", "LVA"], observers: ["SVK"], unreached: "contact", two_persons: false },
    ...more,
  }) as unknown as Proposal;

const every = ["crisis.read", "crisis.propose", "crisis.prepare", "crisis.decide", "crisis.chair"];

describe("who can do what", () => {
  test("before a round the chair puts, who proposed revises, and nobody states", () => {
    const p = proposal("proposed", []);
    expect(actsIn(p, "HUB", every)).toEqual(["put", "revise"]);
    expect(actsIn(p, "CZE", every)).toEqual(["revise"]);
    expect(actsIn(p, "EST", every)).toEqual([]);
  });

  test("while it runs members state, the chair extends, and an observer does nothing", () => {
    const p = proposal("running", [round()]);
    expect(actsIn(p, "EST", every)).toEqual(["stand"]);
    expect(actsIn(p, "CZE", every)).toEqual(["stand", "withdraw"]);
    expect(actsIn(p, "HUB", every)).toEqual(["extend", "withdraw", "contact"]);
    expect(actsIn(p, "SVK", every)).toEqual([]);
    expect(actsIn(p, "EST", ["crisis.read"])).toEqual([]);
  });

  test("whoever is left out does not state, and two persons need a draft first", () => {
    const out = proposal("running", [round({ members: [has("CZE"), member("EST", { counts: false, left: "cut off" })] })]);
    expect(actsIn(out, "EST", every)).toEqual([]);
    const two = { ...proposal("running", [round()]) };
    two.body = { ...two.body, two_persons: true };
    expect(actsIn(two, "EST", every)).toEqual(["prepare"]);
  });

  test("after a break the next text can come; after an adoption none", () => {
    expect(actsIn(proposal("final", [round({ closing: closing("broken", ["CZE", "EST"]), final: true })]), "CZE", every)).toEqual(["revise"]);
    const adopted = proposal("final", [round({ closing: closing("adopted", ["CZE", "EST"]), final: true })]);
    expect(isEnded(adopted)).toBe(true);
    expect(actsIn(adopted, "HUB", every)).toEqual([]);
    expect(actsIn(proposal("doubtful", [round()], { doubt: "two records of number 3" }), "HUB", every)).toEqual([]);
  });
});

describe("how it stands", () => {
  test("a member that has neither the text nor an answer is missing; one that answered is not", () => {
    expect(isMissing(member("EST"))).toBe(true);
    expect(isMissing(has("EST"))).toBe(false);
    expect(isMissing(member("EST", { called: { channel: "+372", person: "Mari", stand: "join", words: "", by: "x", at: now } }))).toBe(false);
    expect(isMissing(member("EST", { counts: false }))).toBe(false);
    expect(tally(round({ members: [has("CZE", { opened: now }), member("EST"), has("LVA")] }))).toEqual({ all: 3, has: 2, opened: 1, stated: 0, missing: ["EST"] });
  });

  test("what was closed and is not beyond doubt is said to be unknown, and never looks good", () => {
    const p = proposal("closed", [round({ closing: closing("adopted", ["CZE"]) })]);
    expect(toneOf(p)).toBe("warn");
    expect(stateWord(p)).toBe("Closed, not final");
    expect(sentences(p)[0]).toContain("It cannot be known yet: 1 of 2 confirmations are here.");
    expect(sentences(proposal("expired", [round({ expires: now, deadline: now })]))[0]).toContain("cannot be known yet");
  });

  test("a running round says who has not been reached", () => {
    const p = proposal("running", [round({ members: [has("CZE"), member("EST"), has("LVA")] })]);
    expect(sentences(p)[0]).toContain("2 of 3 have it");
    expect(sentences(p)[1]).toBe("It has not reached EST. While that is so, nothing is adopted.");
  });

  test("final says the outcome, and that no other can be", () => {
    const p = proposal("final", [round({ closing: closing("adopted", ["CZE", "EST"]), final: true })]);
    expect([toneOf(p), stateWord(p)]).toEqual(["good", "Adopted"]);
    expect(sentences(p)).toEqual(["The body has adopted the text.", "Beyond doubt: no other outcome of this text can come to be."]);
  });
});
