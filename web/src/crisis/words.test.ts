import { afterEach, describe, expect, test } from "vitest";
import { speak, w } from "../words";
import { cs } from "../words/cs";
import { en } from "../words/en";
import { effectText, inOwn, languagesOf, saidOf } from "./words";

// speak also names the language of the document, which is not there in a test.
(globalThis as { document?: unknown }).document ??= { documentElement: {} };
afterEach(() => speak(en));

describe("the reader's language", () => {
  test("a text is shown in it, and in another where it has none", () => {
    const text = { en: "Raise it", cs: "Zvýšit", fr: "" };
    expect(languagesOf(text)).toEqual(["en", "cs"]);
    speak(cs);
    expect(languagesOf(text)).toEqual(["cs", "en"]);
    expect(inOwn({ fr: "Relever" })).toBe("Relever");
    expect(w.locale).toBe("cs-CZ");
  });

  test("what a node says of a chain is said in it, with what it names", () => {
    expect(saidOf("two records of number 7")).toBe("two records of number 7");
    speak(cs);
    expect(saidOf("two records of number 7")).toBe("dva záznamy mají číslo 7");
    expect(saidOf('by the records the outcome is "broken"')).toBe("podle záznamů je výsledek „Přerušeno“");
    expect(saidOf("the round was not over at that time")).toBe("kolo v té chvíli nebylo u konce");
    expect(saidOf("something else")).toBe("something else");
  });

  test("an effect of a kind that is not known here is said by its own words", () => {
    expect(effectText({ kind: "alert-level", about: "", value: "high" })).toBe("Alert level: The alliance: all parties, high");
    expect(effectText({ kind: "curfew", about: "CZE", value: "22" })).toBe("curfew: CZE, 22");
  });
});
