import { expect, test } from "vitest";
import { after, begins, share, standingOf } from "./standing";

const card = { id: "c", issued: "2026-01-01T00:00:00Z", expires: "2027-01-01T00:00:00Z", expired: false, expiring: false };

test("a certificate that ends asks for attention, and learning says so first", () => {
  expect(standingOf({ state: "new" }).word).toBe("fresh");
  expect(standingOf({ state: "passed", certificate: card }).word).toBe("passed");
  expect(standingOf({ state: "passed", certificate: { ...card, expiring: true } }).word).toBe("expiring");
  expect(standingOf({ state: "passed", certificate: { ...card, expired: true } }).word).toBe("expired");
  expect(standingOf({ state: "learning", certificate: { ...card, expired: true } }).word).toBe("learning");
});

test("a page opens at the open lesson, and goes on only where one may enter", () => {
  const steps = (["passed", "open", "locked"] as const).map((state, i) => ({ id: `l${i}`, state })) as never;
  expect(begins({ steps })).toBe("l1");
  expect(after({ steps }, "l0")).toBe("l1");
  expect(after({ steps }, "l1")).toBe("");
  expect(begins({ steps: [] })).toBe("");
});

test("a bar is never longer than its whole", () => {
  expect([share(0, 0), share(1, 3), share(5, 3)]).toEqual([0, 33, 100]);
});
