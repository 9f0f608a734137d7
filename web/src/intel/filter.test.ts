import { describe, expect, it } from "vitest";
import { narrowsObjects, readFilter, typeName } from "./filter";

describe("the feed's filter", () => {
  it("reads an address and drops what it does not know", () => {
    expect(readFilter({ type: "indicator", q: " 198.51.100.7 ", show: "sideways", other: "x", tlp: ["red"] })).toEqual({ type: "indicator", q: "198.51.100.7" });
  });

  it("searches for a number as text", () => {
    expect(readFilter({ q: 8.8 })).toEqual({ q: "8.8" });
  });

  it("leaves releases out as soon as it is about objects", () => {
    expect(narrowsObjects({ show: "all" })).toBe(false);
    expect(narrowsObjects({ tlp: "red" })).toBe(true);
  });

  it("names types for people, also ones that nobody foresaw", () => {
    expect([typeName("ipv4-addr"), typeName("threat-actor"), typeName("x-acme-beacon"), typeName("constructor")]).toEqual(["IPv4 address", "Threat actor", "Acme beacon", "Constructor"]);
  });
});
