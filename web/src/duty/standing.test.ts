import { describe, expect, it } from "vitest";
import { offered, toneOf } from "./standing";

const now = new Date("2026-11-24T12:00:00Z");
const base = { owed: "CZE", judge: ["HUB"], from: "2026-11-24T00:00:00Z", soon: "2026-11-24T18:00:00Z" };

describe("offered", () => {
  it("lets who owes it say that it is met, and nobody else", () => {
    expect(offered({ ...base, state: "running" }, "CZE", now)).toEqual(["met"]);
    expect(offered({ ...base, state: "lapsed" }, "CZE", now)).toEqual(["met"]);
    expect(offered({ ...base, state: "contested" }, "CZE", now)).toEqual(["met"]);
    expect(offered({ ...base, state: "running" }, "EST", now)).toEqual([]);
  });
  it("does not offer what has not begun or is settled", () => {
    expect(offered({ ...base, state: "running", from: "2026-11-25T00:00:00Z" }, "CZE", now)).toEqual([]);
    expect(offered({ ...base, state: "met" }, "CZE", now)).toEqual([]);
  });
  it("lets who it is owed to excuse what is open and contest what is said to be met", () => {
    expect(offered({ ...base, state: "lapsed" }, "HUB", now)).toEqual(["excuse"]);
    expect(offered({ ...base, state: "late" }, "HUB", now)).toEqual(["contest"]);
    expect(offered({ ...base, state: "excused" }, "HUB", now)).toEqual([]);
  });
});

describe("toneOf", () => {
  it("is quiet until a clock asks for attention", () => {
    expect(toneOf({ ...base, state: "running" }, now)).toBe("plain");
    expect(toneOf({ ...base, state: "running", soon: "2026-11-24T11:00:00Z" }, now)).toBe("warn");
    expect(toneOf({ ...base, state: "lapsed" }, now)).toBe("bad");
    expect(toneOf({ ...base, state: "met" }, now)).toBe("good");
  });
});
