import { describe, expect, it } from "vitest";
import { looksLikeJson, size } from "./upload";

describe("a file to import", () => {
  it.each([["{\"type\":\"bundle\"}", true], ["  \n[1]", true], ["\uFEFF{}", true], ["<html>", false], ["", false], ["a,b,c", false]])("%j looks like JSON: %s", async (text, is) => {
    expect(await looksLikeJson(new Blob([text]))).toBe(is);
  });

  it("writes sizes for people", () => {
    expect([size(0), size(1023), size(1024), size(45_000_000), size(3 * 1024 ** 3)]).toEqual(["0 B", "1023 B", "1.0 KiB", "43 MiB", "3.0 GiB"]);
  });
});
