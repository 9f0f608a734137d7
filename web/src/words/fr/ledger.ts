import { lookup, type Words } from "../index";
import { many, number } from "./count";

const counted: Record<string, string> = { objects: "objets", stored: "enregistrés", duplicates: "déjà présents", refused: "refusés", erased: "effacés" };

export const ledger: Words["ledger"] = {
  title: "Registre",
  lead: "Un journal pour chaque couple ordonné\u00a0: tout ce qu’une partie a donné à l’autre. La cosignature du destinataire vaut accusé de réception.",
  logs: "Journaux",
  to: "à",
  direction: (from: string, to: string) => `${from} à ${to}`,
  size: "Entrées",
  checkpoint: "Dernier point de contrôle",
  receipts: "Accusés de réception",
  receiptsAll: "tous les accusés reçus",
  receiptsBehind: (n: number) => `${many(n, "entrée", "entrées")} sans accusé de réception`,
  receiptsNone: "aucune entrée pour l’instant",
  frozen: "GELÉ\u00a0: l’autre côté a présenté deux historiques. Plus rien n’en est accepté.",
  empty: "Aucun journal pour l’instant",
  emptyText: "Un journal commence avec la première communication à un pair.",
  entries: "Entrées",
  entriesOf: (from: string, to: string) => `Entrées, ${from} à ${to}`,
  index: "Entrée",
  kind: "Quoi",
  at: "Quand",
  outcome: "Résultat",
  receipt: "Accusé de réception",
  download: "Télécharger",
  downloadOf: (i: number) => `Télécharger l’accusé de réception de l’entrée ${i}`,
  verify: "Vérifier un accusé de réception sans ce nœud, sur toute machine\u00a0:",
  verifyCommand: "entente ledger verify FILE",
  outcomes: {
    accepted: "acceptée",
    partial: "acceptée en partie",
    refused: "refusée",
    executed: "exécutée",
    pending: "en attente",
    "": "en attente",
  } as Record<string, string>,
  noEntries: "Rien n’a encore été communiqué.",
  counts: (c: Record<string, number>) => Object.entries(c).filter(([, n]) => n > 0).map(([k, n]) => `${lookup(counted, k)}\u00a0: ${number(n)}`).join(", "),
};
