import { SegmentedControl } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Panel } from "../base/page";
import { useMay } from "../base/session";
import { Ready } from "../base/states";
import table from "../base/table.module.css";
import { w } from "../words";
import css from "./assist.module.css";
import { Proposed } from "./Match";
import { matchQuery, type Proposal, type Ranked, type Side } from "./queries";
import { sharesOf } from "./shares";

/** Together matches requests that compete for the same people as one, and shows what each loses or gains by it. */
export function Together({ of }: { of: Ranked[] }) {
  const mayOffer = useMay("assist.offer");
  const [side, setSide] = useState<Side>("offers");
  const ids = of.map((r) => r.case.id);
  const [first = "", ...others] = ids;
  const query = useQuery(matchQuery(first, side, others));
  const alone = useQueries({ queries: ids.map((id) => matchQuery(id, side)) });
  const title = (id: string) => of.find((r) => r.case.id === id)?.case.request.title ?? id;
  return (
    <Panel
      title={w.assist.together.title}
      lead={w.assist.together.lead}
      id="together"
      flush
      actions={mayOffer && <SegmentedControl size="xs" aria-label={w.assist.match.side} data={(["offers", "pool"] as const).map((s) => ({ value: s, label: w.assist.match.sides[s] }))} value={side} onChange={(v) => setSide(v as Side)} />}
    >
      <Ready of={query}>
        {(p) => (
          <>
            <Shares of={p} alone={alone.map((a) => a.data)} ids={ids} title={title} />
            <Proposed of={p} id={first} together={{ others, title }} />
          </>
        )}
      </Ready>
    </Panel>
  );
}

function Shares({ of, alone, ids, title }: { of: Proposal; alone: (Proposal | undefined)[]; ids: string[]; title: (id: string) => string }) {
  const t = w.assist.together;
  return (
    <table className={table.table} aria-label={t.shares}>
      <thead>
        <tr>
          <th>{w.assist.request}</th>
          <th className={css.num}>{t.seats}</th>
          <th className={css.num}>{t.together}</th>
          <th className={css.num}>{t.alone}</th>
          <th>{t.difference}</th>
        </tr>
      </thead>
      <tbody>
        {sharesOf(of, alone, ids).map((s) => (
          <tr key={s.request}>
            <td data-name={w.assist.request}>{title(s.request)}</td>
            <td data-name={t.seats} className={table.num}>
              {s.seats}
            </td>
            <td data-name={t.together} className={table.num}>
              {t.share(s.together.filled, w.number(s.together.fit))}
            </td>
            <td data-name={t.alone} className={table.num}>
              {s.alone && t.share(s.alone.filled, w.number(s.alone.fit))}
            </td>
            <td data-name={t.difference}>{s.alone && <span className={s.together.filled < s.alone.filled ? css.gap : undefined}>{t.differs(s.together.filled - s.alone.filled, s.together.fit - s.alone.fit)}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
