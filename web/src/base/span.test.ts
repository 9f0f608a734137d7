import { expect, it } from "vitest";
import { span } from "./span";

it("says a length of time in words, and leaves what is none", () => {
  expect([span("P7D"), span("P1DT12H"), span("PT1M"), span("P60D"), span("a week"), span("P")]).toEqual(["7 days", "1 day 12 hours", "1 minute", "60 days", "a week", "P"]);
});
