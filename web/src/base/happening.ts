/** Happening is one line of the node's journal as the event stream tells it. */
export interface Happening {
  seq: number;
  kind: string;
  about: string;
  at: string;
}

/** News is what happened; "gap" when something may have been missed; "refused" when the node would not open the stream. */
export type News = Happening[] | "gap" | "refused";

export type LinkState = "opening" | "live" | "down";

/** parseHappening reads the data of one event; null for what is none. */
export function parseHappening(data: string): Happening | null {
  let v: unknown;
  try {
    v = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof v !== "object" || v === null) return null;
  const h = v as Record<string, unknown>;
  if (typeof h["seq"] !== "number" || typeof h["kind"] !== "string") return null;
  return { seq: h["seq"], kind: h["kind"], about: typeof h["about"] === "string" ? h["about"] : "", at: typeof h["at"] === "string" ? h["at"] : "" };
}

// What a page shows of one domain also changes when another domain acts: a
// signature changes who may have an object, a receipt changes a release.
const touches: Record<string, string[]> = {
  intel: ["intel", "watch", "report"],
  release: ["release", "intel", "ledger", "watch", "report", "incident"],
  agreement: ["agreement", "duty", "audience", "party", "release", "watch", "crisis"],
  duty: ["duty", "watch"],
  playbook: ["playbook"],
  expert: ["expert", "training"],
  training: ["training"],
  lesson: ["lesson"],
  aftermath: ["aftermath"],
  incident: ["incident", "watch", "situation"],
  warning: ["warning", "situation", "watch"],
  exercise: ["exercise", "watch"],
  alert: ["alert", "situation"],
  assist: ["assist", "duty", "watch", "situation"],
  notify: ["notify", "watch"],
  party: ["party", "peer", "audience", "watch", "key"],
  peer: ["peer", "party", "watch"],
  federation: ["peer", "party", "key", "ledger", "release", "intel", "watch", "report", "incident", "assist", "crisis", "warning"],
  template: ["template"],
  crisis: ["crisis", "watch", "alert", "situation"],
  msel: ["msel"],
  conduct: ["conduct", "score"],
  reaction: ["conduct"],
  score: ["score"],
  directory: ["directory"],
  account: ["account"],
  node: ["node"],
};

/** touched names the queries, by first word of their key, that a kind of happening makes stale. */
export function touched(kind: string): string[] {
  return touches[kind.slice(0, Math.max(0, kind.indexOf(".")))] ?? [];
}
