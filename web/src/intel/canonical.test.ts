import { describe, expect, it } from "vitest";
import { canonical, sha256 } from "./canonical";

describe("canonical", () => {
  it("orders members by UTF-16 code units, also names that look like numbers", () => {
    expect(canonical(JSON.parse('{"9":1,"10":2,"\\ud83d\\ude00":3,"\\ufb33":4,"b":{"z":[],"a":null}}'))).toBe('{"10":2,"9":1,"b":{"a":null,"z":[]},"\ud83d\ude00":3,"\ufb33":4}');
  });

  it("writes numbers as ECMAScript does", () => {
    expect(canonical(JSON.parse("[1e30,4.50,2e-3,0.000000000000000000000000001,333333333.33333329]"))).toBe("[1e+30,4.5,0.002,1e-27,333333333.3333333]");
  });

  it("is what the digest is over", async () => {
    expect(await sha256(canonical({ b: 1, a: "é" }))).toBe(await sha256('{"a":"é","b":1}'));
    expect(await sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});
