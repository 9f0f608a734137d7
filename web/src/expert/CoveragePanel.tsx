import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { SegmentedControl } from "@mantine/core";
import { Panel, State } from "../base/page";
import { Ready } from "../base/states";
import table from "../base/table.module.css";
import { w } from "../words";
import css from "./expert.module.css";
import { languageName } from "./languages";
import { coverageQuery, termsQuery, type Coverage, type Covered, type Term } from "./queries";
import { nameOf } from "./standing";

type Sort = "services" | "skills" | "languages" | "clearances";

/** CoveragePanel counts what the pool can do and where it has gaps; it names nobody. */
export function CoveragePanel() {
  const query = useQuery(coverageQuery);
  const terms = useQuery(termsQuery).data;
  const [sort, setSort] = useState<Sort>("services");
  return (
    <Panel
      title={w.expert.coverage}
      lead={w.expert.coverageLead}
      flush
      actions={<SegmentedControl aria-label={w.expert.coverage} data={(["services", "skills", "languages", "clearances"] as const).map((s) => ({ value: s, label: w.expert.sorts[s] }))} value={sort} onChange={(v) => setSort(v as Sort)} className={css.sorts ?? ""} />}
    >
      <Ready of={query}>
        {(c) => (
          <>
            <Sums of={c} />
            <Rows of={c[sort]} terms={sort === "languages" ? undefined : terms?.[sort]} levels={sort === "skills" || sort === "languages"} />
          </>
        )}
      </Ready>
    </Panel>
  );
}

function Sums({ of }: { of: Coverage }) {
  return (
    <dl className={css.sums}>
      {(["experts", "standby", "held", "unattested", "expiring"] as const).map((k) => (
        <div key={k} data-warn={((k === "unattested" || k === "expiring") && of[k] > 0) || undefined}>
          <dt>{w.expert.sum[k]}</dt>
          <dd>{w.number(of[k])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Rows({ of, terms, levels }: { of: Covered[]; terms: Term[] | undefined; levels: boolean }) {
  if (of.length === 0) return <p className={css.pad}>{w.expert.noRows}</p>;
  const name = (r: Covered) => (terms ? nameOf(terms, r.code) : languageName(r.code));
  const gaps = of.filter((r) => r.experts === 0);
  return (
    <>
      {gaps.length < of.length && <Counts of={of.filter((r) => r.experts > 0)} name={name} levels={levels} />}
      {gaps.length > 0 && (
        <p className={css.pad}>
          <State tone="warn">{w.expert.gap}</State> {gaps.map(name).join(" · ")}
        </p>
      )}
    </>
  );
}

function Counts({ of, name, levels }: { of: Covered[]; name: (r: Covered) => string; levels: boolean }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.expert.what}</th>
          <th className={table.num}>{w.expert.sum.experts}</th>
          <th className={table.num}>{w.expert.sum.standby}</th>
          {levels && [1, 2, 3, 4, 5].map((n) => <th key={n} className={table.num}>{w.expert.atLeast(n)}</th>)}
        </tr>
      </thead>
      <tbody>
        {of.map((r) => (
          <tr key={r.code}>
            <td data-name={w.expert.what}>{name(r)}</td>
            <td data-name={w.expert.sum.experts} className={table.num}>
              {r.experts}
            </td>
            <td data-name={w.expert.sum.standby} className={table.num}>
              {r.standby}
            </td>
            {levels &&
              [1, 2, 3, 4, 5].map((n) => (
                <td key={n} data-name={w.expert.atLeast(n)} className={table.num}>
                  {r.levels?.[n - 1] ?? 0}
                </td>
              ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
