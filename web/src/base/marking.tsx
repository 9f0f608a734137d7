import { pap as papColours, tlp as tlpColours } from "../theme/tokens";
import { lookup, w } from "../words";
import css from "./marking.module.css";

/** Marked is what the node says of an object's markings. */
export interface Marked {
  tlp?: string | undefined;
  pap?: string | undefined;
  unknown?: string[] | null | undefined;
}

/** Label is one chip: its text says all that its colour says. */
export interface Label {
  text: string;
  title: string;
  look: string;
}

/** labels turns markings into chips. What may not leave is told from what may by text, by stripes and by colour. */
export function labels(m: Marked, long: boolean): Label[] {
  const out: Label[] = [];
  const unknown = m.unknown ?? [];
  const tlp = m.tlp ?? "";
  if (unknown.length > 0) {
    out.push({ text: long ? w.marking.unknownLong : w.marking.unknown, title: w.marking.unknownWhy(unknown.join(", ")), look: "striped" });
  }
  if (tlp === "" && unknown.length === 0) {
    out.push({ text: long ? w.marking.unmarkedLong : w.marking.unmarked, title: w.marking.unmarkedWhy, look: "striped" });
  } else if (tlp !== "") {
    const known = Object.hasOwn(tlpColours, tlp);
    out.push({
      text: "TLP:" + tlp.toUpperCase(),
      title: known ? lookup(w.marking.tlp, tlp) : w.marking.unknownWhy(tlp),
      look: known ? "tlp-" + tlp.replace("+", "-") : "striped",
    });
  }
  const pap = m.pap ?? "";
  if (pap !== "") {
    const known = Object.hasOwn(papColours, pap);
    out.push({ text: "PAP:" + pap.toUpperCase(), title: lookup(w.marking.pap, pap), look: known ? "pap-" + pap : "striped" });
  }
  return out;
}

/** Marking shows the chips of an object's markings. */
export function Marking({ of, long }: { of: Marked; long?: boolean }) {
  return (
    <span className={css.chips}>
      {labels(of, long ?? false).map((l) => (
        <span key={l.text} className={css.chip} data-look={l.look} title={l.title}>
          {l.text}
        </span>
      ))}
    </span>
  );
}
