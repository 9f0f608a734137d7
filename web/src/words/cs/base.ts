import type { Words } from "../index";

export const nav: Words["nav"] = {
  label: "Oddíly",
  watch: "Dohled",
  feed: "Přehled",
  import: "Import",
  releases: "Uvolnění",
  agreements: "Dohody",
  duties: "Povinnosti",
  playbooks: "Postupy",
  experts: "Experti",
  incidents: "Incidenty",
  assist: "Pomoc",
  crisis: "Rozhodnutí",
  ledger: "Kniha předání",
  peers: "Partnerské uzly",
  directory: "Adresář",
  skip: "Přejít na obsah",
  admin: "Správa",
  dashboard: "Nástěnka",
  reports: "Zprávy",
  journal: "Žurnál",
};

export const frame: Words["frame"] = {
  realm: "Prostředí",
  live: "OSTRÝ PROVOZ",
  exercise: "CVIČENÍ",
  exerciseBanner: (realm) => `CVIČENÍ ${realm} · nic na této stránce není skutečné`,
  scheme: "Barvy",
  schemeAuto: "Automaticky",
  schemeLight: "Světlé",
  schemeDark: "Tmavé",
  language: "Jazyk",
  userMenu: (name) => `Účet: ${name}`,
  signOut: "Odhlásit se",
  roles: (roles) => `Role: ${roles}`,
  help: "Klávesnice",
  start: "První hodina",
  card: "Stručná karta",
  version: (v) => `Verze ${v}`,
};

export const link: Words["link"] = {
  live: "připojeno",
  opening: "připojování",
  down: "spojení přerušeno, obnovuje se",
  downLong: "Spojení s\u00a0uzlem je přerušeno. Vidíte poslední známý stav; stránka se doplní sama.",
  liveLong: "Stránka průběžně sleduje dění v\u00a0uzlu.",
};

export const keys: Words["keys"] = {
  title: "Klávesnice",
  intro: "Písmena fungují všude mimo textová pole.",
  help: "Zobrazit tento seznam",
  search: "Hledat v\u00a0přehledu",
  palette: "Přejít kamkoli, vyhledat hodnotu, provést úkon",
  go: (room) => `Přejít: ${room}`,
  down: "Další řádek",
  up: "Předchozí řádek",
  open: "Otevřít řádek",
};

export const palette: Words["palette"] = {
  title: "Přejít, hledat, provést",
  label: "Co chcete udělat?",
  hint: "Oddíl, hodnota jako 198.51.100.7, strana, dohoda, úkon",
  acts: "Na této stránce",
  go: "Přejít",
  values: "Objekty s\u00a0touto hodnotou",
  agreements: "Dohody",
  parties: "Strany",
  settings: "Nastavení",
  searchFor: (q) => `Hledat všude „${q}“`,
  searching: "Hledá se",
  nothing: "Nic zde neodpovídá. Enter prohledá všechny objekty.",
  useLanguage: (name) => `Jazyk: ${name}`,
  useScheme: (name) => `Barvy: ${name}`,
  open: "Otevřít paletu příkazů",
  legend: "↑ ↓ vybrat · Enter provést · Esc zavřít",
};

export const state: Words["state"] = {
  loading: "Načítá se",
  retry: "Zkusit znovu",
  reference: (ref) => `Značka pro správce: ${ref}`,
  more: "Načíst starší",
  end: "To je vše.",
  copied: "Zkopírováno",
  copy: "Kopírovat",
  cancel: "Zrušit",
  close: "Zavřít",
  none: "není",
  yes: "ano",
  no: "ne",
  notYet: "dosud ne",
  notPermitted: (act) => `Váš účet nemá roli, která povoluje „${act}“. Přidělit ji může správce tohoto uzlu.`,
  notFoundTitle: "Taková stránka neexistuje",
  notFoundText: "Adresa může být chybná, nebo k\u00a0obsahu nemáte přístup.",
  toWatch: "Přejít na dohled",
};

export const problem: Words["problem"] = {
  link: "Uzel neodpovídá",
  linkText: "Ověřte, že uzel běží a\u00a0že je z\u00a0tohoto počítače dostupný. Stránka to zkouší znovu sama.",
  broken: "Stránka selhala",
  brokenText: "Jde o\u00a0chybu konzole. Načtěte stránku znovu; pokud se chyba opakuje, sdělte správci, co jste dělali.",
  unknown: "Něco selhalo",
  titles: {
    invalid: "Chybný vstup",
    "not-found": "Nenalezeno",
    conflict: "V\u00a0rozporu s\u00a0aktuálním stavem",
    denied: "Nepovoleno",
    unauthenticated: "Nejste přihlášeni",
    "too-large": "Příliš velké",
    busy: "Uzel je zaneprázdněn",
    unsupported: "Nepodporováno",
    internal: "Vnitřní chyba",
  },
  denied: "Požádejte správce tohoto uzlu o\u00a0roli, která to povoluje.",
  unauthenticated: "Přihlaste se znovu.",
  conflict: "Načtěte stránku znovu a\u00a0podívejte se, co se změnilo.",
  busy: "Chvíli počkejte a\u00a0zkuste to znovu.",
  "not-found": "Mohlo to být odstraněno, nebo k\u00a0tomu nemáte přístup.",
  internal: "Předejte značku správci; pod ní je příčina v\u00a0protokolu uzlu.",
};

export const time: Words["time"] = {
  now: "právě teď",
  minutes: (n) => `před ${n}\u00a0min`,
  hours: (n) => `před ${n}\u00a0h`,
  days: (n) => `před ${n}\u00a0${n === 1 ? "dnem" : "dny"}`,
  both: (local, utc) => `${local} místního času · ${utc}`,
  never: "nikdy",
};

export const marking: Words["marking"] = {
  unmarked: "BEZ OZNAČENÍ",
  unmarkedLong: "BEZ OZNAČENÍ · nesmí odejít",
  unknown: "NEZNÁMÉ OZNAČENÍ",
  unknownLong: "NEZNÁMÉ OZNAČENÍ · nesmí odejít",
  unknownWhy: (what) => (what === "" ? "Tento uzel označení nezná, a\u00a0proto pod ním nesmí nic odejít." : `Tento uzel nezná označení ${what}, a\u00a0proto pod ním nesmí nic odejít.`),
  unmarkedWhy: "Nikdo to neoznačil. Bez označení nikdy neznamená CLEAR: zůstává to zde, dokud to autor neoznačí.",
  tlp: {
    red: "Pouze pro jmenovitě určené osoby",
    "amber+strict": "Pouze organizace příjemce",
    amber: "Organizace příjemce a\u00a0její klienti, jen v\u00a0nezbytném rozsahu",
    green: "Komunita příjemce",
    clear: "Šíření bez omezení",
  },
  pap: {
    red: "Žádný úkon, který lze zpozorovat",
    amber: "Pouze pasivní úkony",
    green: "Aktivní úkony povoleny",
    clear: "Úkony bez omezení",
  },
};
