import type { Words } from "../index";
import { number } from "./count";

export const audience: Words["audience"] = {
  title: "Kdo to smí dostat a\u00a0proč",
  lead: "Totéž rozhodnutí, jaké učiní uvolnění, po jednotlivých stranách. Nahlédnutím nic neodešlo.",
  party: "Strana",
  permit: "POVOLENO",
  refuse: "ODMÍTNUTO",
  partly: (permit, of) => `${number(permit)} z\u00a0${number(of)}`,
  handling: "Nakládání",
  cites: (title, generation, provision) => `${title}, ${generation}.\u00a0generace, ustanovení ${provision}`,
  noProvision: "Nepovoluje to žádné ustanovení.",
  onwardNone: "bez dalšího předání",
  onwardAll: "další předání, kde to dohody povolují",
  onwardTo: (to) => `další předání pro ${to}`,
  nobody: "Žádná další strana není známa",
  nobodyText: "Pozvěte partnerský uzel a\u00a0podepište dohodu; potom tato tabulka ukáže, kdo smí co dostat.",
  invite: "Na partnerské uzly",
  class: (count, what) => `${count}: ${what}`,
  digest: (d) => `otisk ${d}`,
};
