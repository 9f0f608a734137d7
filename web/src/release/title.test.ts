import { describe, expect, it } from "vitest";
import { releaseTitle } from "./title";

const to = (party: string, released: number, refused = 0) => ({ party, released, refused, outcome: "accepted" as const, receipted: true, recalled: false });

describe("a release in one line", () => {
  it("counts what went, and names who got something", () => {
    expect(releaseTitle({ direction: "out", objects: 7, parties: [to("HUB", 5, 2), to("EST", 0, 7)] })).toBe("Released 5 objects to HUB");
  });

  it("tells receiving, passing on and withholding apart", () => {
    expect(releaseTitle({ direction: "in", objects: 1, from: "CZE", parties: [] })).toBe("Received 1 object from CZE");
    expect(releaseTitle({ direction: "onward", objects: 5, parties: [to("EST", 4, 1)] })).toBe("Passed on 4 objects to EST");
    expect(releaseTitle({ direction: "withheld", objects: 1, from: "CZE", parties: [to("EST", 0, 1)] })).toBe("Withheld 1 object of CZE from EST");
  });
});
