import type { Words } from "../index";
import { number } from "./count";

export const audience: Words["audience"] = {
  title: "Qui peut l’obtenir, et pourquoi",
  lead: "La même décision que lors d’une diffusion, partie par partie. Cette consultation ne fait rien sortir.",
  party: "Partie",
  permit: "AUTORISÉ",
  refuse: "REFUSÉ",
  partly: (permit: number, of: number) => `${number(permit)} sur ${number(of)}`,
  handling: "Traitement",
  cites: (title: string, generation: number, provision: string) => `${title}, génération ${generation}, disposition ${provision}`,
  noProvision: "Aucune disposition ne l’autorise.",
  onwardNone: "sans rediffusion",
  onwardAll: "rediffusion là où les accords l’autorisent",
  onwardTo: (to: string) => `rediffusion à ${to}`,
  nobody: "Aucune autre partie connue",
  nobodyText: "Invitez un pair et signez un accord\u00a0; ce tableau indiquera alors qui peut obtenir quoi.",
  invite: "Vers les pairs",
  class: (count: string, what: string) => `${count}\u00a0: ${what}`,
  digest: (d: string) => `empreinte ${d}`,
};
