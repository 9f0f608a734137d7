import { describe, expect, it } from "vitest";
import type { Room } from "../incident/queries";
import { drawn } from "./drawn";

const room = (change: object) => ({ id: "i-1", title: "Ransomware", tlp: "amber", judgements: [], entries: [], ...change }) as unknown as Room;

describe("drawn", () => {
  it("takes what the incident says, our own last judgement, and an alias without the name behind it", () => {
    const of = room({
      summary: "Two servers are encrypted.",
      judgements: [
        { party: "CZE", scheme: "uk-ncsc", value: "4", by: "Jana" },
        { party: "CZE", scheme: "uk-ncsc", value: "3", by: "Karel" },
        { party: "HUB", scheme: "cz", value: "I", by: "Ada" },
      ],
      entries: [
        { act: "affected", label: "Hospital A", alias: true, name: "Nemocnice Benešov", sector: "health" },
        { act: "affected", label: "Hospital B", sector: "health" },
      ],
    });
    expect(drawn(of, "CZE")).toEqual({ title: "Ransomware", incident: "i-1", situation: "Two servers are encrypted.", tlp: "amber", severity: { scheme: "ncsc-uk", value: "3", judge: "Karel" }, beneficiary: "Hospital A", pseudonym: true, sectors: ["health"] });
  });
  it("leaves the marking to people where the incident's lets nothing go", () => {
    expect(drawn(room({ tlp: "red" }), "CZE").tlp).toBeUndefined();
  });
});
