import { describe, expect, it } from "vitest";
import { summary } from "./summary";

describe("summary", () => {
  it("tells what an indicator is about", () => {
    const s = summary({
      type: "indicator", description: "C2", pattern: "[ipv4-addr:value = '198.51.100.7']", valid_from: "2026-01-01T00:00:00Z", indicator_types: ["malicious-activity"], confidence: 85,
      kill_chain_phases: [{ kill_chain_name: "mitre-attack", phase_name: "command-and-control" }], external_references: [{ source_name: "report", url: "https://example.org" }],
    });
    expect(s.lead).toBe("C2");
    expect(s.code).toContain("198.51.100.7");
    expect(s.facts).toEqual([
      ["Valid from", "2026-01-01T00:00:00Z"],
      ["Phase", "mitre-attack: command-and-control"],
      ["Indicator types", "malicious-activity"],
      ["Confidence", "85 / 100"],
    ]);
    expect(s.sources).toEqual(["report · https://example.org"]);
  });

  it.each([[null], ["text"], [[1, 2]], [{ hashes: 7, labels: { a: 1 }, kill_chain_phases: "x", external_references: [null, 3] }]])("stays calm whatever it is given: %j", (v) => {
    expect(summary(v).facts).toEqual([]);
  });
});
