import { Button } from "@mantine/core";
import { useState } from "react";
import { Code, Panel } from "../base/page";
import { Empty } from "../base/states";
import { full, short, utc, When } from "../base/time";
import { lookup, w } from "../words";
import css from "./crisis.module.css";
import type { Proposal } from "./queries";
import { reasonOf } from "./words";

const shown = 12; // records before one asks for all

/** Timeline shows the records in the order of the chain, the latest first, with when each was made by its maker's clock where that differs. */
export function Timeline({ of: p }: { of: Proposal }) {
  const t = w.crisis.timeline;
  const [all, setAll] = useState(false);
  const chain = [...p.chain].reverse();
  return (
    <Panel title={t.title} lead={t.lead} flush>
      {chain.length === 0 ? (
        <Empty title={t.none} text={t.noneText} />
      ) : (
        <ol className={css.list} reversed>
          {chain.slice(0, all ? undefined : shown).map((x) => (
            <li key={x.seq}>
              <p>
                <Code>{x.party}</Code> {lookup(w.crisis.said, x.act)}
              </p>
              <p className={css.soft}>
                {t.number(x.seq)}, <At of={x.at} />, {x.by.startsWith("system:") ? t.node : x.by}
                {Math.abs(Date.parse(x.made) - Date.parse(x.at)) > 60_000 && `, ${t.made(short(new Date(x.made), new Date()))}`}
              </p>
            </li>
          ))}
        </ol>
      )}
      {chain.length > shown && !all && (
        <div className={css.more}>
          <Button variant="default" onClick={() => setAll(true)}>
            {t.all(chain.length)}
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** At shows a moment to the second, since seconds are what a chain orders by. */
function At({ of }: { of: string }) {
  const t = new Date(of);
  return (
    <time dateTime={of} title={utc(t)}>
      {full(t)}
    </time>
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
