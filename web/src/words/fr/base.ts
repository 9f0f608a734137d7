import type { Words } from "../index";
import { number } from "./count";

export const nav: Words["nav"] = {
  label: "Salles",
  watch: "Veille",
  feed: "Flux",
  import: "Importer",
  releases: "Diffusions",
  agreements: "Accords",
  duties: "Obligations",
  playbooks: "Procédures",
  experts: "Experts",
  training: "Formation",
  incidents: "Incidents",
  warnings: "Alertes précoces",
  exercises: "Exercices",
  alerts: "Niveaux d’alerte",
  situation: "Situation",
  assist: "Assistance",
  crisis: "Décisions",
  ledger: "Registre",
  peers: "Pairs",
  directory: "Annuaire",
  admin: "Administration",
  dashboard: "Tableau",
  reports: "Rapports",
  journal: "Journal",
  skip: "Aller au contenu",
};

export const frame: Words["frame"] = {
  realm: "Cadre",
  live: "RÉEL",
  exercise: "EXERCICE",
  exerciseBanner: (realm: string) => `EXERCICE EXERCICE EXERCICE · ${realm} · rien sur cette page n’est réel`,
  scheme: "Couleurs",
  schemeAuto: "Automatique",
  schemeLight: "Clair",
  schemeDark: "Sombre",
  language: "Langue",
  userMenu: (name: string) => `Compte de ${name}`,
  signOut: "Se déconnecter",
  roles: (roles: string) => `Rôles : ${roles}`,
  help: "Clavier",
  start: "Première heure",
  card: "Aide-mémoire",
  version: (v: string) => `Version ${v}`,
};

export const link: Words["link"] = {
  live: "connecté",
  opening: "connexion",
  down: "liaison coupée, nouvel essai",
  downLong: "La liaison avec le nœud est coupée. Ce que vous voyez date d’avant ; la page se rattrapera d’elle-même.",
  liveLong: "La page suit le nœud au fil des événements.",
};

export const keys: Words["keys"] = {
  title: "Clavier",
  intro: "Les lettres agissent partout hors d’un champ de saisie.",
  help: "Afficher cette liste",
  search: "Chercher dans le flux",
  palette: "Aller partout, chercher une valeur, agir",
  go: (room: string) => `Aller à : ${room}`,
  down: "Ligne suivante",
  up: "Ligne précédente",
  open: "Ouvrir la ligne",
};

export const palette: Words["palette"] = {
  title: "Aller, chercher, agir",
  label: "Que voulez-vous faire ?",
  hint: "Une salle, une valeur telle que 198.51.100.7, une partie, un accord, un acte",
  acts: "Sur cette page",
  go: "Aller à",
  values: "Objets ayant cette valeur",
  agreements: "Accords",
  parties: "Parties",
  settings: "Réglages",
  searchFor: (q: string) => `Chercher « ${q} » partout`,
  searching: "Recherche",
  nothing: "Rien ici n’y répond. Entrée cherche dans tous les objets.",
  useLanguage: (name: string) => `Langue : ${name}`,
  useScheme: (name: string) => `Couleurs : ${name}`,
  open: "Ouvrir la palette",
  legend: "↑ ↓ choisir · Entrée exécuter · Échap fermer",
};

export const state: Words["state"] = {
  loading: "Chargement",
  retry: "Réessayer",
  reference: (ref: string) => `Référence pour l’administrateur : ${ref}`,
  more: "Charger plus ancien",
  end: "C’est tout.",
  copied: "Copié",
  copy: "Copier",
  cancel: "Annuler",
  close: "Fermer",
  none: "aucun",
  yes: "oui",
  no: "non",
  notYet: "pas encore",
  notPermitted: (act: string) => `Votre compte n’a pas de rôle qui permette « ${act} ». Un administrateur de ce nœud peut en donner un.`,
  notFoundTitle: "Il n’y a pas de telle page",
  notFoundText: "L’adresse est peut-être mal saisie, ou la chose n’est pas pour vous.",
  toWatch: "Aller à la veille",
};

export const problem: Words["problem"] = {
  link: "Le nœud ne répond pas",
  linkText: "Vérifiez que le nœud tourne et que cette machine le joint. La page réessaie d’elle-même.",
  broken: "La page a échoué",
  brokenText: "C’est une faute de la console. Rechargez la page ; si cela revient, dites à l’administrateur ce que vous faisiez.",
  unknown: "Quelque chose a échoué",
  titles: {
    invalid: "La saisie est fausse",
    "not-found": "Introuvable",
    conflict: "Cela contredit ce qui est là",
    denied: "Non permis",
    unauthenticated: "Non connecté",
    "too-large": "Trop grand",
    busy: "Occupé",
    unsupported: "Non pris en charge",
    internal: "Erreur interne",
  },
  denied: "Demandez à un administrateur de ce nœud un rôle qui le permette.",
  unauthenticated: "Connectez-vous à nouveau.",
  conflict: "Rechargez la page pour voir ce qui a changé.",
  busy: "Attendez un instant et réessayez.",
  "not-found": "Cela a pu être retiré, ou n’est pas pour vous.",
  internal: "Donnez la référence à l’administrateur ; les traces du nœud en ont la cause.",
};

export const time: Words["time"] = {
  now: "à l’instant",
  minutes: (n: number) => `il y a ${number(n)} min`,
  hours: (n: number) => `il y a ${number(n)} h`,
  days: (n: number) => `il y a ${number(n)} j`,
  both: (local: string, utc: string) => `${local} heure locale · ${utc}`,
  never: "jamais",
};

export const marking: Words["marking"] = {
  unmarked: "SANS MARQUAGE",
  unmarkedLong: "SANS MARQUAGE · ne peut sortir",
  unknown: "MARQUAGE INCONNU",
  unknownLong: "MARQUAGE INCONNU · ne peut sortir",
  unknownWhy: (what: string) => `Ce nœud ne connaît pas le marquage ${what} ; rien ne peut donc sortir sous lui.`,
  unmarkedWhy: "Personne ne l’a marqué. Sans marquage n’est jamais « clear » : cela reste ici jusqu’à ce que son auteur le marque.",
  tlp: {
    red: "Pour les yeux et les oreilles de personnes nommées seulement",
    "amber+strict": "L’organisation du destinataire seulement",
    amber: "L’organisation du destinataire et ses clients, besoin d’en connaître",
    green: "La communauté du destinataire",
    clear: "Aucune limite de divulgation",
  },
  pap: {
    red: "Aucune action qui puisse être remarquée",
    amber: "Action passive seulement",
    green: "Action active permise",
    clear: "Aucune limite d’action",
  },
};
