import { expect, test } from "vitest";
import { browserOf } from "./agent";
import { isNumber } from "./passkey";

test("a browser is named by what it says, and by nothing when it says nothing known", () => {
  expect(browserOf("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36")).toBe("Chromium, Linux");
  expect(browserOf("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe("Firefox, Windows");
  expect(browserOf("<script>")).toBe("");
});

test("a passkey belongs to a name and never to a number", () => {
  expect(["127.0.0.1", "[::1]"].every(isNumber)).toBe(true);
  expect(["localhost", "node.example.org"].some(isNumber)).toBe(false);
});
