import { describe, expect, it } from "vitest";
import { hides } from "./hides";

describe("hides", () => {
  it("finds every mark that keeps words from the reader", () => {
    for (const text of ["[fee](https://x.example/a-million)", "![a duty](x)", "[1]: nobody reads this", "<!-- and pays -->", "```and pays\ncode\n```", "~~~ and pays\ncode", "&#x202e;turned", "&nbsp;"]) expect(hides(text), text).toBe(true);
  });

  it("lets plain marks be marks", () => {
    for (const text of ["Each desk answers in **fifteen minutes**.", "- one\n- two", "{ceiling} of R & D, § 4 (2)", "It *shall* answer."]) expect(hides(text), text).toBe(false);
  });
});
