import { describe, expect, it } from "vitest";
import { advice, asProblem, linkDown, problemOf } from "./problem";

describe("problemOf", () => {
  it("keeps what the node says", () => {
    const p = problemOf(403, { type: "/problems/denied", title: "not permitted", detail: "eva may not do \"release.make\"", instance: "request:1" });
    expect(p.kind).toBe("denied");
    expect(p.message).toContain("release.make");
    expect(advice(p)).toMatch(/administrator/);
  });

  it.each([[undefined], ["<html>"], [{ title: 7, detail: null }], [[]]])("makes a problem of an answer that is none: %j", (body) => {
    const p = problemOf(502, body);
    expect(p.problem.status).toBe(502);
    expect(p.problem.title).not.toBe("");
    expect(advice(p)).toBe("");
  });

  it("tells a dead link from a fault of the page", () => {
    expect(linkDown().kind).toBe("link");
    expect(asProblem(new TypeError("x")).kind).toBe("broken");
  });
});
