import { State, type Tone } from "../base/page";
import { lookup, w } from "../words";

/** levelTone colours an alert level. */
export function levelTone(level: string): Tone {
  if (level === "high" || level === "severe") return "bad";
  if (level === "elevated") return "warn";
  return level === "normal" ? "good" : "plain";
}

/** Level is an alert level; where there is none, nothing is known. */
export function Level({ of }: { of: string }) {
  return of === "" ? <span>{w.alert.unknown}</span> : <State tone={levelTone(of)}>{lookup(w.alert.level, of)}</State>;
}
