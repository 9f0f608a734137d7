import { describe, expect, it } from "vitest";
import { linesOf, proposed } from "./offering";
import type { Draft } from "./queries";
import { fresh, leaves, levelsOf, needsOf, same, seat, tidy } from "./request";
import { reasonText, roleName } from "./reason";
import { severityText } from "./severity";
import type { Named } from "./terms";

const words = { liability: "by the agreement", cost: "each its own" };

describe("fresh", () => {
  it("says how to reach us as the last request did, and nothing of what happened", () => {
    const drafts = [
      { changed: "2026-11-01T00:00:00Z", request: { contact: "old" } },
      { changed: "2026-11-20T00:00:00Z", request: { title: "A title", contact: "new", fallback: "radio" } },
    ] as unknown as Draft[];
    const r = fresh(new Date("2026-11-25T10:20:00Z"), drafts, words);
    expect([r.contact, r.fallback, r.title, r.needed_by]).toEqual(["new", "radio", undefined, "2026-11-25T23:00:00.000Z"]);
  });
});

describe("tidy", () => {
  it("leaves out what is empty and adds the services of the people wanted", () => {
    expect(tidy({ title: "", pseudonym: false, severity: {}, services: ["coordination"], roles: [{ id: "r1", count: 1, service: "forensics", skills: [] }] })).toEqual({ services: ["coordination", "forensics"], roles: [{ id: "r1", count: 1, service: "forensics" }] });
  });
  it("makes what was written and what came back the same, whatever the order", () => {
    expect(same(tidy({ title: "A", tlp: "green", pseudonym: false }), { tlp: "green", title: "A" })).toBe(true);
    expect(same({ title: "A" }, { title: "B" })).toBe(false);
  });
});

describe("seat", () => {
  it("takes an id that no other has", () => {
    expect(seat([{ id: "r2", count: 1 }], "onsite")).toEqual({ id: "r3", count: 1, remote: false });
  });
});

describe("leaves", () => {
  it("lists what others will read, in the order of the form", () => {
    expect(leaves({ contact: "watch", title: "A", severity: { scheme: "eu", value: "red" } })).toEqual([["title", "A"], ["severity", "eu red"], ["contact", "watch"]]);
  });
});

describe("what a role asks for", () => {
  it("goes without lines in which nothing is chosen yet", () => {
    const skills = needsOf([{ code: "ot", level: 4 }, { code: "", level: 3 }]);
    expect(levelsOf(skills)).toEqual([{ code: "ot", level: 4 }, { code: "", level: 3 }]);
    expect(tidy({ roles: [{ id: "r1", count: 1, skills, languages: needsOf([{ code: "", level: 3 }]) }] }).roles).toEqual([{ id: "r1", count: 1, skills: [{ code: "ot", min: 4 }] }]);
  });
});

describe("reasons in words", () => {
  const terms: Named = { options: () => [], name: (list, code) => `${list} ${code}` };
  it("name the skill, the language and both levels, and no code of a seat", () => {
    expect(reasonText({ code: "skill", what: "ot", have: 2, want: 4 }, terms)).toBe("skill missing or too low (skills ot, has with help, wanted leads others)");
    expect(reasonText({ code: "language", what: "et", want: 3 }, terms)).toBe("language missing or too low (Estonian, has none, wanted independent (B2))");
    expect(reasonText({ code: "late", have: 25, want: 24 }, terms)).toBe("not ready in time (has 25, wanted 24)");
    expect(reasonText({ code: "elsewhere", what: "018f/r1/1" }, terms)).toBe("needed elsewhere");
  });
  it("say a severity by its own scale", () => {
    expect([severityText({ scheme: "ncsc-uk", value: "3", judge: "Jana" }), severityText({ scheme: "other", value: "bad" })]).toEqual(["UK NCSC, 3, significant, Jana", "Another one, bad"]);
  });
  it("name a role by its words, its service, or its number", () => {
    const roles = [{ id: "a", count: 1, title: "Examiner" }, { id: "b", count: 1, service: "forensics" }, { id: "c", count: 1 }];
    expect(["a", "b", "c", "gone"].map((id) => roleName(roles, id, terms))).toEqual(["Examiner", "services forensics", "People 3", "gone"]);
  });
});

describe("linesOf", () => {
  it("offers each person in a line, or one team, by the proposal", () => {
    const f = proposed({ seats: [{ id: "q/r1/1", request: "q", role: "r1", title: "" }], assigned: [{ seat: "q/r1/1", person: "p7" }] } as unknown as Parameters<typeof proposed>[0]);
    expect(linesOf([{ id: "r1" }, { id: "r2" }], { ...f, r2: { people: [], team: { type: "ics", level: 2, people: 3 } } })).toEqual([
      { role: "r1", experts: ["p7"] },
      { role: "r2", team: { type: "ics", level: 2, people: 3 } },
    ]);
  });
});
