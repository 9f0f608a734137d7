import { expect, test } from "vitest";
import { preferred } from "./language";

test("the machine's choice comes first, then the browser's languages in their order, then English", () => {
  expect(preferred("cs", ["fr-FR"])).toBe("cs");
  expect(preferred(null, ["de-DE", "fr-CA", "en"])).toBe("fr");
  expect(preferred("xx", ["cs-CZ"])).toBe("cs");
  expect(preferred(null, ["de"])).toBe("en");
  expect(preferred("toString", [])).toBe("en");
});
