import { expect, test } from "vitest";
import { clockTone, goesTo, replies, taskTone } from "./standing";

const now = new Date("2026-11-23T12:00:00Z");

test("a task is answered by whom it was given to, and withdrawn by who gave it, until it is settled", () => {
  expect(replies({ standing: "given", for: "HUB", party: "CZE" }, "HUB")).toEqual(["accepted", "done", "declined"]);
  expect(replies({ standing: "accepted", for: "HUB", party: "CZE" }, "HUB")).toEqual(["done", "declined"]);
  expect(replies({ standing: "given", for: "HUB", party: "CZE" }, "CZE")).toEqual(["withdrawn"]);
  expect(replies({ standing: "given", for: "CZE", party: "CZE" }, "CZE")).toEqual(["accepted", "done", "declined", "withdrawn"]);
  expect(replies({ standing: "done", for: "HUB", party: "CZE" }, "HUB")).toEqual([]);
  expect(replies({ standing: "given", for: "HUB", party: "CZE" }, "EST")).toEqual([]);
});

test("a task whose time is over is red until it is done", () => {
  expect(taskTone({ standing: "accepted", due: "2026-11-23T11:00:00Z" }, now)).toBe("bad");
  expect(taskTone({ standing: "done", due: "2026-11-23T11:00:00Z" }, now)).toBe("good");
  expect(taskTone({ standing: "given" }, now)).toBe("warn");
});

test("a clock is quiet until it asks for attention, and one that has not begun asks for none", () => {
  const c = { late: false, soon: "2026-11-23T11:00:00Z", provisional: false };
  expect(clockTone(c, now)).toBe("warn");
  expect(clockTone({ ...c, soon: "2026-11-23T13:00:00Z" }, now)).toBe("plain");
  expect(clockTone({ ...c, provisional: true }, now)).toBe("plain");
  expect(clockTone({ ...c, done: "2026-11-23T11:30:00Z" }, now)).toBe("good");
  expect(clockTone({ ...c, late: true, done: "2026-11-23T11:30:00Z" }, now)).toBe("bad");
});

test("what nobody was asked for may go to nobody", () => {
  expect(goesTo({ may: [] })).toBe(false);
  expect(goesTo({ may: [{ party: "HUB", permit: true }] })).toBe(true);
  expect(goesTo({ may: [{ party: "HUB", permit: true }, { party: "EST", permit: false }] })).toBe(false);
});
