import type { Words } from "../index";

export const start: Words["start"] = {
  title: "Première heure",
  lead: "Cinq étapes d’un nœud neuf au premier accusé de réception. Chacune se fait ici, pour de vrai, et se coche d’elle-même.",
  progress: (done: number, of: number) => `${done} étapes faites sur ${of}`,
  allDone: "Ce nœud fonctionne : il a des personnes, un pair, un accord en vigueur et de quoi partager.",
  toWatch: "Aller à la veille",
  done: "fait",
  open: "à faire",
  needs: (role: string) => `Cette étape demande une personne ayant le rôle « ${role} ». Connectez-vous comme telle, ou demandez-lui.`,
  keys: {
    title: "Connaître la clé de ce nœud",
    text: "Tout ce que dit ce nœud est signé de sa clé. Les autres la reconnaissent à ces mots. Notez-les ou imprimez l’aide-mémoire : vous les lirez à votre premier pair.",
    print: "Ouvrir l’aide-mémoire",
  },
  people: {
    title: "Donner leurs comptes aux personnes",
    text: "Personne ne devrait tout faire, et personne ne change ses propres rôles. Il faut au moins quelqu’un qui importe (analyste), quelqu’un qui diffuse (diffusion) et quelqu’un qui signe (directeur) ; une personne peut avoir plusieurs rôles.",
    have: (names: string) => `Comptes : ${names}`,
    missing: (roles: string) => `Encore personne comme : ${roles}`,
  },
  peer: {
    title: "Rencontrer le premier pair",
    text: "Invitez l’autre nœud, ou acceptez son invitation. Comparez ensuite les mots au téléphone : cela seul assure qui est à l’autre bout.",
    have: (parties: string) => `Pairs : ${parties}`,
    uncompared: (parties: string) => `Mots pas encore comparés : ${parties}`,
    show: "Vers les pairs",
  },
  agreement: {
    title: "Mettre en vigueur le premier accord",
    text: "Rédigez-le à partir d’un modèle, proposez-le et signez-le ; l’autre partie signe aussi. Sans accord en vigueur, rien ne sort.",
    have: (titles: string) => `Accords : ${titles}`,
    show: "Vers les accords",
  },
  feed: {
    title: "Faire entrer et partager la première information",
    text: "Importez un paquet STIX ou un événement MISP, ouvrez un objet, voyez qui peut l’avoir et pourquoi, et diffusez-le. Quand l’autre confirme, vous tenez le premier accusé de réception.",
    objects: (n: string) => `Objets ici : ${n}`,
    receipts: (n: string) => `Accusés de réception détenus : ${n}`,
    import: "Importer un fichier",
  },
};

export const card: Words["card"] = {
  title: "Aide-mémoire",
  lead: "Une page pour le mur de la salle d’opérations. Imprimez-la ; elle ne contient rien de secret.",
  print: "Imprimer",
  node: "Ce nœud",
  words: "Mots de sa clé, à lire à voix haute",
  console: "Console",
  peers: "Nœuds des autres, et les mots qu’ils doivent vous lire",
  noPeers: "Pas encore de pair.",
  night: "La nuit",
  steps: [
    ["Quelque chose est arrivé", "La veille le montre. Ouvrez : ce que cela dit, qui peut l’avoir, et pourquoi."],
    ["Il faut l’envoyer", "Ouvrez, « Diffuser… », lisez la conséquence, diffusez. À partir d’AMBER, une autre personne peut devoir approuver."],
    ["C’est parti à la mauvaise partie", "Diffusions, ouvrez, « Rappeler… », donnez la raison. La page montre qui s’est exécuté."],
    ["Une partie ne doit plus rien recevoir", "Accords, ouvrez, « Suspendre… ». L’effet est immédiat."],
    ["Un nœud ne répond pas", "Pairs montre depuis quand. Ce qui attend part plus tard de lui-même ; rien n’est perdu."],
    ["Quelqu’un en doute", "Registre, téléchargez l’accusé ; il se vérifie sur toute machine, sans ce nœud."],
  ],
  markings: "Marquages",
  keys: "Clavier",
  keyList: [
    ["Ctrl K", "aller, chercher, agir"],
    ["j k Enter", "suivant, précédent, ouvrir"],
    ["g …", "aller dans une salle"],
    ["?", "toutes les touches"],
  ],
};
