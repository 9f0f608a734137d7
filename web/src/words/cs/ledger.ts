import { lookup, type Words } from "../index";
import { many, number } from "./count";

const counted: Record<string, string> = { objects: "objekty", stored: "uloženo", duplicates: "již přítomno", refused: "odmítnuto", erased: "vymazáno" };

export const ledger: Words["ledger"] = {
  title: "Kniha předání",
  lead: "Jeden deník pro každý směr mezi dvěma stranami: vše, co jedna strana kdy předala druhé. Spolupodpis příjemce je potvrzením o\u00a0přijetí.",
  logs: "Deníky",
  to: "komu",
  direction: (from, to) => `${from} → ${to}`,
  size: "Záznamy",
  checkpoint: "Poslední kontrolní bod",
  receipts: "Potvrzení o\u00a0přijetí",
  receiptsAll: "vše potvrzeno",
  receiptsBehind: (n) => `${many(n, "záznam", "záznamy", "záznamů")} bez potvrzení`,
  receiptsNone: "zatím žádný záznam",
  frozen: "ZMRAZENO: druhá strana předložila dvě různé historie. Nic dalšího se od ní nepřijímá.",
  empty: "Zatím žádný deník",
  emptyText: "Deník začíná prvním sdělením partnerskému uzlu.",
  entries: "Záznamy",
  entriesOf: (from, to) => `Záznamy ${from} → ${to}`,
  index: "Záznam",
  kind: "Co",
  at: "Kdy",
  outcome: "Výsledek",
  receipt: "Potvrzení",
  download: "Stáhnout",
  downloadOf: (i) => `Stáhnout potvrzení o\u00a0přijetí k\u00a0záznamu ${i}`,
  verify: "Ověřit potvrzení bez tohoto uzlu, na libovolném počítači:",
  verifyCommand: "entente ledger verify FILE",
  outcomes: {
    accepted: "přijato",
    partial: "přijato zčásti",
    refused: "odmítnuto",
    executed: "provedeno",
    pending: "čeká",
    "": "čeká",
  },
  noEntries: "Zatím nebylo nic sděleno.",
  counts: (c) =>
    Object.entries(c)
      .filter(([, n]) => n > 0)
      .map(([k, n]) => `${lookup(counted, k)}: ${number(n)}`)
      .join(", "),
};
