import { describe, expect, it } from "vitest";
import { parseHappening, touched } from "./happening";

describe("happenings", () => {
  it("reads one line of the journal", () => {
    expect(parseHappening('{"seq":7,"kind":"agreement.signed","about":"a1","at":"2026-11-23T14:00:00Z"}')).toEqual({
      seq: 7, kind: "agreement.signed", about: "a1", at: "2026-11-23T14:00:00Z",
    });
  });

  it.each([[""], ["{"], ["null"], ["[]"], ['{"seq":"7","kind":"x"}'], ['{"seq":7}']])("drops what is none: %s", (data) => {
    expect(parseHappening(data)).toBeNull();
  });

  it("renews who may have an object when an agreement changes, and nothing for what no page shows", () => {
    expect(touched("agreement.suspended")).toContain("audience");
    for (const kind of ["intel.imported", "release.made", "agreement.proposed", "party.compared", "federation.receipted"]) expect(touched(kind)).toContain("watch");
    expect(touched("account.sign-in-failed")).toEqual(["account"]);
    expect(touched("nonsense")).toEqual([]);
  });
});
