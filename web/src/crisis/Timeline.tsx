import { Code, Panel } from "../base/page";
import { Empty } from "../base/states";
import { short, When } from "../base/time";
import { lookup, w } from "../words";
import css from "./crisis.module.css";
import type { Proposal } from "./queries";
import { reasonOf } from "./words";

/** Timeline shows every record in the order of the chain, the latest first, with when it was made by its maker's clock where that differs. */
export function Timeline({ of: p }: { of: Proposal }) {
  const t = w.crisis.timeline;
  return (
    <Panel title={t.title} lead={t.lead} flush>
      {p.chain.length === 0 ? (
        <Empty title={t.none} text={t.noneText} />
      ) : (
        <ol className={css.list} reversed>
          {[...p.chain].reverse().map((x) => (
            <li key={x.seq} className={css.record}>
              <span className={css.soft}>{t.number(x.seq)}</span>
              <span className={css.soft}>
                <When at={x.at} />
              </span>
              <span>
                <Code>{x.party}</Code> {lookup(w.crisis.said, x.act)} <span className={css.soft}>{x.by !== "" && `(${x.by})`}</span>
                {Math.abs(Date.parse(x.made) - Date.parse(x.at)) > 60_000 && <span className={css.soft}> {t.made(short(new Date(x.made), new Date()))}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

/** Voids lists what is on record without effect. */
export function Voids({ of: p }: { of: Proposal }) {
  return (
    <Panel title={w.crisis.void.title} lead={w.crisis.void.lead} flush>
      <ul className={css.list}>
        {p.void.map((v, i) => (
          <li key={i}>
            <p>
              <Code>{v.party}</Code> {lookup(w.crisis.said, v.act)} <When at={v.at} />
            </p>
            <p className={css.soft}>{reasonOf(v.why)}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
