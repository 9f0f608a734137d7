import { describe, expect, it } from "vitest";
import { partyStanding, releaseStanding, type Delivered } from "./standing";

const to = (party: string, more: Partial<Delivered>): Delivered => ({ party, released: 3, refused: 0, outcome: "accepted", receipted: true, recalled: false, ...more });

describe("how a release stands", () => {
  it("is good only with a receipt", () => {
    expect(partyStanding(to("EST", {})).tone).toBe("good");
    expect(partyStanding(to("EST", { receipted: false })).tone).toBe("warn");
    expect(partyStanding(to("EST", { outcome: "pending", receipted: false })).tone).toBe("warn");
  });

  it("is as bad as its worst part", () => {
    expect(releaseStanding({ direction: "out", parties: [to("EST", {}), to("HUB", { outcome: "refused" })] }).tone).toBe("bad");
    expect(releaseStanding({ direction: "out", parties: [to("EST", {}), to("LVA", { released: 0, refused: 3 })] }).tone).toBe("good");
  });

  it("says recalled whatever the outcome was", () => {
    expect(partyStanding(to("EST", { recalled: true })).text).toBe("recalled");
  });
});
