import { Code, Panel, State } from "../base/page";
import { When } from "../base/time";
import { lookup, w } from "../words";
import css from "./agreement.module.css";
import type { AgreementFull } from "./queries";

/** Signatures shows who must sign what is on the table, or has signed what is shown, with the keys and the clocks. */
export function Signatures({ of }: { of: AgreementFull }) {
  const asked = of.table ?? of.digest;
  const parties = of.table ? of.needs : of.parties;
  return (
    <Panel title={w.agreement.signatures} lead={of.four_eyes ? w.agreement.fourEyes : undefined}>
      <ul className={css.signatures}>
        {parties.map((p) => {
          const all = of.signatures.filter((x) => x.party === p.code && x.version === asked);
          return (
            <li key={p.code}>
              <Code>{p.code}</Code>{" "}
              {all.map((s) => (
                <div key={s.office}>
                  <State tone="good">{w.agreement.signedBy(s.office)}</State> {s.person} {s.prepared && <span className={css.soft}>{w.agreement.preparedBy(s.prepared)}</span>} <When at={s.at} />
                  <div className={css.key}>{s.key}</div>
                </div>
              ))}
              {!p.signed && <State tone="warn">{w.agreement.unsigned}</State>}
            </li>
          );
        })}
      </ul>
      {of.prepared.map((p) => (
        <p key={p.office + p.version} className={css.soft}>
          {w.agreement.waitsForSecond(p.office, p.name)} <When at={p.at} />
        </p>
      ))}
      {of.clocks.map((c) => (
        <p key={c.kind + c.party}>
          {lookup(w.agreement.clock, c.kind)} <Code>{c.party}</Code> <When at={c.at} />
        </p>
      ))}
    </Panel>
  );
}
