import { expect, test } from "vitest";
import { cs } from "./cs";
import { en } from "./en";
import { fr } from "./fr";

// The type check holds the shape of a language; it cannot see the keys of
// tables that are open, nor a sentence that was copied and left in English.

type Node = Record<string, unknown>;

function walk(at: string, english: unknown, other: unknown, visit: (at: string, english: unknown, other: unknown) => void): void {
  visit(at, english, other);
  if (typeof english !== "object" || english === null || typeof other !== "object" || other === null) return;
  for (const key of new Set([...Object.keys(english), ...Object.keys(other)])) walk(`${at}.${key}`, (english as Node)[key], (other as Node)[key], visit);
}

// Words that are the same in another language: names, codes and forms.
const same = /^(?:[\dA-Z\W]*|\w \w Enter|\w …|.*(?:TLP|PAP|STIX|MISP|TAXII|JSON|URL|UUID|CVE|SHA|IPv|Ctrl|entente|Entente|X\.509).*)$/;

for (const [name, language] of Object.entries({ fr, cs })) {
  test(`${name} has every word that English has, and no other`, () => {
    const faults: string[] = [];
    for (const room of Object.keys(en).filter((k) => k !== "texts")) {
      walk(room, (en as unknown as Node)[room], (language as unknown as Node)[room], (at, english, other) => {
        // English makes the name of a STIX type from its code.
        if (english === undefined && at.startsWith("intel.types.")) return;
        if (english === undefined) faults.push(`${at} is not in English`);
        else if (other === undefined) faults.push(`${at} is missing`);
        else if (typeof english !== typeof other) faults.push(`${at} is ${typeof other}, not ${typeof english}`);
        else if (typeof english === "string" && english === other && english.includes(" ") && !same.test(english)) faults.push(`${at} is English: ${english}`);
      });
    }
    expect(faults).toEqual([]);
  });
}

test("French and Czech name the same STIX types", () => {
  expect(Object.keys(fr.intel.types).sort()).toEqual(Object.keys(cs.intel.types).sort());
});
