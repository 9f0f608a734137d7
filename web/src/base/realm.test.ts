import { describe, expect, it } from "vitest";
import { realmLook } from "./realm";

describe("realmLook", () => {
  it("is live for live alone", () => {
    expect(realmLook("live").live).toBe(true);
    for (const other of ["", "Live", "LIVE", "locked-shields-27"]) {
      const look = realmLook(other);
      expect(look.live).toBe(false);
      expect(look.badge).toBe("EXERCISE");
      expect(look.banner).toContain(other);
    }
  });
});
