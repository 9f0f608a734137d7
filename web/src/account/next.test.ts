import { describe, expect, it } from "vitest";
import { inside } from "./next";

describe("the page after signing in", () => {
  it("is the one that was asked for", () => {
    expect(inside("/agreements/a1?x=1#s")).toBe("/agreements/a1?x=1#s");
  });

  it.each([[undefined], [""], ["https://evil.example/"], ["//evil.example"], ["/\\evil.example"], ["/\t/evil.example"], ["javascript:alert(1)"], ["/sign-in?next=/"]])("is never another site: %j", (next) => {
    expect(inside(next)).toBe("/");
  });
});
