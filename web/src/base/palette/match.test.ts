import { expect, test } from "vitest";
import { match } from "./match";

test("every word that was typed must be answered; beginnings count more", () => {
  expect(match("Go to: Agreements", "agr")).toBeGreaterThan(match("Go to: Agreements", "gree"));
  expect(match("Agreements", "agreements")).toBeGreaterThan(match("Agreements", "agree"));
  expect(match("Agreements", "agree ledger")).toBe(0);
  expect(match("anything", "")).toBeGreaterThan(0);
});

test("accents and case do not matter, in either direction", () => {
  expect(match("Účastníci", "ucast")).toBeGreaterThan(0);
  expect(match("Ledger", "LÉDG")).toBeGreaterThan(0);
});
