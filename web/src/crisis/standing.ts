import type { Tone } from "../base/page";
import { full } from "../base/time";
import { lookup, w } from "../words";
import type { Member, Proposal, Round } from "./queries";

/** latest gives the latest round; undefined before a text was put. */
export const latest = (p: Proposal): Round | undefined => p.rounds.at(-1);

/** openRound gives the round that a text is in: put, and not closed. */
export function openRound(p: Proposal): Round | undefined {
  const r = latest(p);
  return r && !r.closing ? r : undefined;
}

/** outcomeOf gives what the latest text came to, as far as its closing is here. */
export const outcomeOf = (p: Proposal): string | undefined => (["final", "closed", "doubtful"].includes(p.state) ? latest(p)?.closing?.outcome : undefined);

/** isEnded tells that no other text can come: adopted, or taken back. */
export const isEnded = (p: Proposal): boolean => ["adopted", "withdrawn"].includes(latest(p)?.closing?.outcome ?? "");

/** toneOf gives a state its tone. What is not beyond doubt is never good. */
export function toneOf(p: Proposal): Tone {
  switch (p.state) {
    case "final":
      return outcomeOf(p) === "adopted" ? "good" : outcomeOf(p) === "withdrawn" ? "plain" : "bad";
    case "doubtful":
      return "bad";
    case "proposed":
      return "plain";
    default:
      return "warn";
  }
}

/** stateWord names a state; of what is final, the outcome. */
export function stateWord(p: Proposal): string {
  const out = outcomeOf(p);
  return p.state === "final" && out ? lookup(w.crisis.outcome, out) : lookup(w.crisis.state, p.state);
}

/** isMissing tells that the text did not reach a member that counts, and that it did not answer by another channel. */
export const isMissing = (m: Member): boolean => m.counts && !m.delivered && !m.stand && !m.called;

/** standOf gives what counts for a member: what it stated itself, or by another channel. */
export const standOf = (m: Member): string => m.stand?.stand ?? m.called?.stand ?? "";

/** tally counts, of the members that count, who has the text, who has opened it and who has stated. */
export function tally(r: Round): { all: number; has: number; opened: number; stated: number; missing: string[] } {
  const counted = r.members.filter((m) => m.counts);
  return {
    all: counted.length,
    has: counted.filter((m) => m.delivered || m.stand).length,
    opened: counted.filter((m) => m.opened).length,
    stated: counted.filter((m) => standOf(m) !== "").length,
    missing: counted.filter(isMissing).map((m) => m.party),
  };
}

/** sentences say in plain words how a proposal stands, the most important first. */
export function sentences(p: Proposal): string[] {
  const r = latest(p);
  const n = w.crisis.now;
  const more = p.waiting > 0 ? [n.waiting(p.waiting)] : [];
  if (p.doubt !== "" && p.state === "doubtful") return [n.doubt(p.doubt)];
  if (!r || p.state === "proposed") return [r ? n.next(p.body.chair) : n.consult(p.body.chair), ...more];
  if (p.state === "running" || p.state === "expired") return [...open(p, r), ...more];
  const c = r.closing;
  if (!c) return more;
  if (p.state === "final") return [lookup(w.crisis.outcomeText, c.outcome), n.final, ...(c.outcome === "adopted" && p.text.effects.length > 0 ? [c.effects ? n.effects : n.noEffects] : [])];
  if (p.state === "doubtful") return [n.differs(c.differs)];
  return [n.unsure(lookup(w.crisis.outcome, c.outcome), c.confirmed.length, c.needed), ...(c.missing.length > 0 ? [n.waits(c.missing.join(", "))] : []), ...more];
}

function open(p: Proposal, r: Round): string[] {
  const t = tally(r);
  const n = w.crisis.now;
  const lacking = t.missing.length > 0 ? [n.lacking(t.missing.join(", "))] : [];
  if (Date.parse(p.now) >= Date.parse(r.expires)) return [Date.parse(p.now) < Date.parse(r.deadline) ? n.grace(full(new Date(r.deadline))) : n.up, ...lacking];
  const counts = [n.runs(full(new Date(r.expires)), t.has, t.all), n.opened(t.opened), n.stated(t.stated)].join(", ");
  return [`${counts}. ${lookup(w.crisis.modeText, r.mode)}`, ...lacking];
}

/** Act is what can be done about a proposal. */
export type Act = "put" | "stand" | "prepare" | "revise" | "extend" | "withdraw" | "contact" | "exclude";

/** actsIn gives what our party can do about a proposal as it stands, for a person with these permissions. The node decides; this only keeps vain buttons away. */
export function actsIn(p: Proposal, own: string, may: readonly string[]): Act[] {
  if (p.doubt !== "") return [];
  const r = openRound(p);
  const can = (act: string) => may.includes(act);
  const running = r !== undefined && p.state === "running" && Date.parse(p.now) < Date.parse(r.expires) && r.recalled === "";
  const chair = own === p.body.chair;
  const member = p.body.members.includes(own) && r?.members.find((m) => m.party === own)?.counts !== false;
  const acts: Act[] = [];
  const add = (act: Act, right: string, when: boolean) => when && can(right) && acts.push(act);
  add("put", "crisis.chair", chair && !r && !isEnded(p) && p.text.rev !== latest(p)?.rev && p.texts.length > 0);
  add("stand", "crisis.decide", member && r !== undefined && (!p.body.two_persons || p.draft !== undefined));
  add("prepare", "crisis.prepare", member && r !== undefined && p.body.two_persons);
  add("revise", "crisis.propose", (chair || own === p.owner) && !r && !isEnded(p) && p.texts.length > 0);
  add("extend", "crisis.chair", chair && running);
  add("withdraw", "crisis.decide", (chair || own === p.owner) && running);
  add("contact", "crisis.chair", chair && running);
  add("exclude", "crisis.chair", chair && running && p.body.unreached === "exclude");
  return acts;
}
