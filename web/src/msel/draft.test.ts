import { describe, expect, it } from "vitest";
import { begin, meet } from "./draft";

describe("a draft of what others may change", () => {
  const here = begin(["a"]);
  const written = { ...here, value: ["a", "b"] };

  it("stays while nothing changes beside it", () => expect(meet(written, ["a"])).toEqual({ draft: written, overtaken: false }));
  it("follows what others write where nobody has touched it", () => expect(meet(here, ["z"])).toEqual({ draft: begin(["z"]), overtaken: false }));
  it("keeps what was written when others change the same, and says so", () => expect(meet(written, ["z"])).toEqual({ draft: written, overtaken: true }));
  it("is at rest when others wrote the same", () => expect(meet(written, ["a", "b"])).toEqual({ draft: begin(["a", "b"]), overtaken: false }));
});
