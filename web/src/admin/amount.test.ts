import { expect, test } from "vitest";
import { size, span } from "./amount";

test("bytes are written in the unit that a person would take", () => {
  expect(size(0)).toBe("0 B");
  expect(size(1023)).toBe("1,023 B");
  expect(size(1024)).toBe("1 KiB");
  expect(size(1536 * 1024)).toBe("1.5 MiB");
  expect(size(3 * 1024 ** 5)).toBe("3,072 TiB");
});

test("a time is written in one unit and never below nothing", () => {
  expect(span(-5)).toBe("0 seconds");
  expect(span(1)).toBe("1 second");
  expect(span(119)).toBe("119 seconds");
  expect(span(120)).toBe("2 minutes");
  expect(span(7200)).toBe("2 hours");
  expect(span(172_800)).toBe("2 days");
});
