import { describe, expect, it } from "vitest";
import { reachTone, relation } from "./relation";

const signed = [{ id: "a", title: "A", state: "in-force" }];

describe("how a party stands with ours", () => {
  it("puts reachability before paper", () => {
    expect(relation({ state: "unreachable", agreements: signed })).toBe("down");
    expect(relation({ state: "never", agreements: signed })).toBe("down");
    expect(relation({ state: "connected", agreements: signed })).toBe("good");
    expect(relation({ state: "behind", agreements: [{ id: "a", title: "A", state: "suspended" }] })).toBe("held");
    expect(relation({ state: "none", agreements: signed })).toBe("none");
  });

  it("never calls a state good that it does not know", () => expect(reachTone("quantum")).toBe("plain"));
});
