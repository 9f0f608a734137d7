import { State } from "../base/page";
import { w } from "../words";
import { say } from "../words/say";
import css from "./playbook.module.css";
import type { Finding } from "./queries";

/** Findings lists what was found in a playbook: what refuses it first. */
export function Findings({ of }: { of: Finding[] }) {
  const ordered = [...of].sort((a, b) => Number(b.refuses) - Number(a.refuses));
  return (
    <ul className={css.findings} aria-label={w.playbook.findings}>
      {ordered.map((f, i) => (
        <li key={i}>
          <State tone={f.refuses ? "bad" : "warn"}>{f.refuses ? w.playbook.refuses : w.playbook.warns}</State> {say(f.text, f.phrase)}
          {f.path && <span className={css.path}>{f.path}</span>}
        </li>
      ))}
    </ul>
  );
}
