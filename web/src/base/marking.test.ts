import { describe, expect, it } from "vitest";
import { labels } from "./marking";

describe("labels of markings", () => {
  it("never shows an unmarked object as clear", () => {
    const [only, ...rest] = labels({ tlp: "", pap: "" }, true);
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ text: "UNMARKED · cannot leave", look: "striped" });
  });

  it("keeps AMBER and AMBER+STRICT apart in text, since they share a colour", () => {
    expect(labels({ tlp: "amber" }, false)[0]?.text).toBe("TLP:AMBER");
    expect(labels({ tlp: "amber+strict" }, false)[0]?.text).toBe("TLP:AMBER+STRICT");
  });

  it("warns of an unknown marking even beside a known one", () => {
    const all = labels({ tlp: "green", unknown: ["marking-definition--x"] }, true);
    expect(all.map((l) => l.text)).toEqual(["UNKNOWN MARKING · cannot leave", "TLP:GREEN"]);
  });

  it("does not dress up a level that it does not know", () => {
    expect(labels({ tlp: "mauve" }, false)[0]).toMatchObject({ text: "TLP:MAUVE", look: "striped" });
    expect(labels({ tlp: "constructor" }, false)[0]?.look).toBe("striped");
  });
});
