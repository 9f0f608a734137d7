import { describe, expect, it } from "vitest";
import type { Case, Offered } from "./queries";
import { following, nexts, signatures } from "./standing";

const at = "2026-11-25T10:00:00Z";
const now = new Date(at).getTime();
const line = (state: string, more: object = {}) => ({ line: "1", state, ...more });
const offer = (state: string, more: object = {}) => ({ id: "o", party: "EST", by: "Kersti", at, from: at, until: at, valid: "2026-11-26T10:00:00Z", lines: [], cards: [], stand: [line(state, more)], authorised: "" }) as unknown as Offered;
const made = (change: Partial<Case>): Case =>
  ({ id: "r", owner: "CZE", centre: "HUB", state: "lodged", lodged: at, lodged_by: "Jana", answers: [{ party: "EST", asked: at, due: "2026-11-27T10:00:00Z" }, { party: "HUB", asked: at }], offers: [], evidence: [], ...change }) as unknown as Case;

describe("nexts", () => {
  it("asks the clearing house to acknowledge and to triage, and everybody asked to answer by the first clock", () => {
    expect(nexts(made({}), now)).toEqual([
      { what: "acknowledge", who: ["HUB"] },
      { what: "triage", who: ["HUB"] },
      { what: "answer", who: ["EST", "HUB"], due: "2026-11-27T10:00:00Z" },
    ]);
  });
  it("hands each line of an offer on to who states its next step", () => {
    const who = (state: string) => nexts(made({ answers: [], triage: {} as NonNullable<Case["triage"]>, offers: [offer(state)] }), now).map((n) => `${n.what} ${n.who.join()}`);
    expect(who("open")).toEqual(["accept CZE"]);
    expect(who("accepted")).toEqual(["carry EST"]);
    expect(who("held")).toEqual(["mobilise EST"]);
    expect(who("mobilising")).toEqual(["arrived CZE"]);
    expect(who("active")).toEqual(["hand-over EST"]);
    expect(who("handed-over")).toEqual(["demobilise EST"]);
    expect(who("released")).toEqual([]);
  });
  it("asks nobody to accept what cannot be accepted any more", () => {
    expect(nexts(made({ answers: [], triage: {} as NonNullable<Case["triage"]>, offers: [offer("open")] }), new Date("2026-11-27T00:00:00Z").getTime())).toEqual([]);
  });
  it("asks the side of a hand-over that has not spoken, and for the report of a closed request", () => {
    const evidence = [{ chain: [{ from: "CZE", to: "EST", given: at }] }] as unknown as Case["evidence"];
    expect(nexts(made({ state: "closed", evidence, report_due: "2027-01-24T10:00:00Z" }), now)).toEqual([
      { what: "custody", who: ["EST"] },
      { what: "report", who: ["CZE"], due: "2027-01-24T10:00:00Z" },
    ]);
  });
});

describe("following", () => {
  it("offers each party its own acts alone", () => {
    expect(following(made({}), offer("open"), "CZE", now)).toEqual([{ act: "accept", lines: ["1"] }]);
    expect(following(made({}), offer("open"), "EST", now)).toEqual([{ act: "withdraw", lines: ["1"] }]);
    expect(following(made({}), offer("open"), "HUB", now)).toEqual([]);
    expect(following(made({}), offer("held"), "EST", now).map((x) => x.act)).toEqual(["mobilise", "demobilise"]);
    expect(following(made({ state: "closed" }), offer("open"), "CZE", now)).toEqual([]);
  });
});

describe("signatures", () => {
  it("names three signatures and the holding, and none while one is missing", () => {
    expect(signatures(made({}), offer("accepted"), { line: "1", state: "accepted", accepted: at })).toBeNull();
    expect(signatures(made({}), offer("held"), { line: "1", state: "held", accepted: at, held: at })?.map((s) => `${s.what} ${s.party}`)).toEqual(["request CZE", "offer EST", "acceptance CZE", "held EST"]);
  });
});
