import type { Words } from "../index";

export const start: Words["start"] = {
  title: "První hodina",
  lead: "Pět kroků od nového uzlu k\u00a0prvnímu potvrzení o\u00a0přijetí. Každý se provádí zde a\u00a0doopravdy a\u00a0po splnění se sám odškrtne.",
  progress: (done, of) => `Hotovo ${done} z\u00a0${of} kroků`,
  allDone: "Tento uzel pracuje: má lidi, partnerský uzel, platnou dohodu a\u00a0co sdílet.",
  toWatch: "Přejít na dohled",
  done: "hotovo",
  open: "zbývá",
  needs: (role) => `Tento krok vyžaduje osobu s\u00a0rolí „${role}“. Přihlaste se pod takovým účtem, nebo o\u00a0to takovou osobu požádejte.`,
  keys: {
    title: "Poznat klíč tohoto uzlu",
    text: "Vše, co tento uzel sděluje, je podepsáno jeho klíčem. Ostatní jej poznají podle těchto slov. Zapište si je nebo vytiskněte stručnou kartu: přečtete je nahlas prvnímu partnerovi.",
    print: "Otevřít stručnou kartu",
  },
  people: {
    title: "Zřídit lidem účty",
    text: "Nikdo nemá dělat vše a\u00a0nikdo nemění vlastní role. Potřebujete nejméně jednu osobu, která importuje (analytik), jednu, která uvolňuje (pracovník pro uvolňování), a\u00a0jednu, která podepisuje (ředitel); jedna osoba může mít více rolí.",
    have: (names) => `Účty: ${names}`,
    missing: (roles) => `Dosud neobsazeno: ${roles}`,
  },
  peer: {
    title: "Navázat první partnerství",
    text: "Pozvěte druhý uzel, nebo přijměte jeho pozvánku. Potom porovnejte slova po telefonu: jen tak je jisté, kdo je na druhém konci.",
    have: (parties) => `Partnerské uzly: ${parties}`,
    uncompared: (parties) => `Slova dosud neporovnána: ${parties}`,
    show: "Na partnerské uzly",
  },
  agreement: {
    title: "Uvést v\u00a0platnost první dohodu",
    text: "Připravte ji ze šablony, navrhněte a\u00a0podepište; druhá strana podepíše také. Bez platné dohody neodejde nic.",
    have: (titles) => `Dohody: ${titles}`,
    show: "Na dohody",
  },
  feed: {
    title: "Vložit a\u00a0sdílet první informace",
    text: "Importujte balík STIX nebo událost MISP, otevřete objekt, podívejte se, kdo jej smí dostat a\u00a0proč, a\u00a0uvolněte jej. Jakmile druhá strana přijetí potvrdí, máte první potvrzení.",
    objects: (n) => `Objektů zde: ${n}`,
    receipts: (n) => `Obdržených potvrzení: ${n}`,
    import: "Importovat soubor",
  },
};

export const card: Words["card"] = {
  title: "Stručná karta",
  lead: "Jedna stránka na zeď operačního sálu. Vytiskněte ji; neobsahuje nic tajného.",
  print: "Vytisknout",
  node: "Tento uzel",
  words: "Slova jeho klíče pro přečtení nahlas",
  console: "Konzole",
  peers: "Uzly ostatních a\u00a0slova, která vám musí přečíst",
  noPeers: "Zatím žádný partnerský uzel.",
  night: "V\u00a0noci",
  steps: [
    ["Něco přišlo", "Ukáže to Dohled. Otevřete to: co to říká, kdo to smí dostat a\u00a0proč."],
    ["Má to odejít", "Otevřete to, „Uvolnit…“, přečtěte důsledek, uvolněte. Od AMBER výše může být nutné schválení jinou osobou."],
    ["Odešlo to nesprávné straně", "Uvolnění, otevřete je, „Odvolat…“, uveďte důvod. Stránka ukazuje, kdo vyhověl."],
    ["Strana již nesmí nic dostat", "Dohody, otevřete dohodu, „Pozastavit…“. Účinkuje okamžitě."],
    ["Uzel neodpovídá", "Partnerské uzly ukazují, odkdy. Co čeká, doručí se později samo; nic se neztratí."],
    ["Někdo o\u00a0tom pochybuje", "Kniha předání, stáhněte potvrzení; lze je ověřit na libovolném počítači bez tohoto uzlu."],
  ],
  markings: "Označení",
  keys: "Klávesnice",
  keyList: [
    ["Ctrl K", "přejít, hledat, provést"],
    ["j k Enter", "další, předchozí, otevřít"],
    ["g …", "přejít do oddílu"],
    ["?", "všechny klávesy"],
  ],
};
