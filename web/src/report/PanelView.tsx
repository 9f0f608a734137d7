import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState, type ReactNode } from "react";
import { agreementsQuery } from "../agreement/queries";
import { toneOf } from "../agreement/standing";
import { Marking } from "../base/marking";
import { Code, State, type Tone } from "../base/page";
import { Loading, Ready } from "../base/states";
import { When } from "../base/time";
import { peersQuery } from "../federation/queries";
import { typeName } from "../intel/filter";
import { lookup, w } from "../words";
import { figuresQuery, newestQuery, type Figures, type Panel } from "./queries";
import css from "./report.module.css";
import { shapeOf, type Shape } from "./shapes";

const Chart = lazy(() => import("./Chart"));

/** Content is what a panel shows. */
export function Content({ of }: { of: Panel }) {
  switch (of.kind) {
    case "peers":
      return <Links party={of.party ?? ""} />;
    case "agreements":
      return <Standing party={of.party ?? ""} />;
    case "newest":
      return <Newest party={of.party ?? ""} />;
    default:
      return <Counted of={of} />;
  }
}

function Nothing({ kind }: { kind: string }) {
  return <p className={css.nothing}>{lookup(w.dashboard.nothing, kind)}</p>;
}

function Counted({ of }: { of: Panel }) {
  const query = useQuery(figuresQuery(of.days, of.party ?? ""));
  return <Ready of={query}>{(f) => (of.kind === "objects" ? <Held of={f} days={of.days} /> : <Shaped kind={of.kind} of={f} />)}</Ready>;
}

/** Held is the one panel of plain numbers. */
function Held({ of, days }: { of: Figures; days: number }) {
  const o = of.objects;
  if (o.here === 0 && o.came === 0) return <Nothing kind="objects" />;
  const numbers: [string, number][] = [
    [w.figures.held, o.here],
    [w.figures.came, o.came],
    [w.figures.indicators, of.indicators.here],
  ];
  return (
    <>
      <dl className={css.numbers}>
        {numbers.map(([name, n]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{w.number(n)}</dd>
          </div>
        ))}
      </dl>
      <p className={css.sentence}>{w.figures.sum.objects(w.number(o.here), w.number(o.came), w.dashboard.dayCount(days))}</p>
    </>
  );
}

function Shaped({ kind, of }: { kind: string; of: Figures }) {
  const [table, setTable] = useState(false);
  const shape = useMemo(() => shapeOf(kind, of), [kind, of]);
  if (!shape) return <Nothing kind={kind} />;
  return (
    <>
      <p className={css.sentence}>{shape.sentence}</p>
      {table || shape.chart.names.length === 0 ? (
        <Table of={shape} />
      ) : (
        <Suspense fallback={<Loading />}>
          <Chart of={shape} />
        </Suspense>
      )}
      {shape.chart.names.length > 0 && (
        <Button className={css.swap} size="compact-xs" variant="subtle" aria-pressed={table} onClick={() => setTable(!table)}>
          {table ? w.dashboard.asChart : w.dashboard.asTable}
        </Button>
      )}
    </>
  );
}

/** Table is a chart's numbers, all of them. */
function Table({ of }: { of: Shape }) {
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={of.sentence}>
      <table className={css.table}>
        <thead>
          <tr>
            {of.head.map((h, i) => (
              <th key={h} scope="col" className={i > 0 ? css.num : undefined}>
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.rows.map((r) => (
            <tr key={String(r[0])}>
              {r.map((c, i) => (
                <td key={of.head[i]} className={i > 0 ? css.num : undefined}>
                  {typeof c === "number" ? w.number(c) : c}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Lines({ children }: { children: ReactNode }) {
  return <ul className={css.lines}>{children}</ul>;
}

function Links({ party }: { party: string }) {
  const query = useQuery(peersQuery);
  const tones: Record<string, Tone> = { connected: "good", behind: "warn", unreachable: "bad" };
  return (
    <Ready of={query}>
      {(data) => {
        const all = data.items.filter((p) => party === "" || p.party === party);
        if (all.length === 0) return <Nothing kind="peers" />;
        return (
          <Lines>
            {all.map((p) => (
              <li key={p.party}>
                <Link to="/ledger">
                  <Code>{p.party}</Code>
                </Link>
                <State tone={tones[p.state] ?? "plain"}>{lookup(w.peers.state, p.state)}</State>
                <span className={css.soft}>{w.peers.receipted(w.number(p.receipted_size), w.number(p.sent_size))}</span>
              </li>
            ))}
          </Lines>
        );
      }}
    </Ready>
  );
}

function Standing({ party }: { party: string }) {
  const query = useQuery(agreementsQuery);
  return (
    <Ready of={query}>
      {(data) => {
        const all = data.items.filter((a) => party === "" || a.parties.some((p) => p.code === party));
        if (all.length === 0) return <Nothing kind="agreements" />;
        return (
          <Lines>
            {all.slice(0, 12).map((a) => (
              <li key={a.id}>
                <Link to="/agreements/$id" params={{ id: a.id }} className={css.name}>
                  {a.title}
                </Link>
                <State tone={toneOf(a.state)}>{lookup(w.agreement.state, a.state)}</State>
              </li>
            ))}
          </Lines>
        );
      }}
    </Ready>
  );
}

function Newest({ party }: { party: string }) {
  const query = useQuery(newestQuery(party));
  return (
    <Ready of={query}>
      {(data) =>
        data.items.length === 0 ? (
          <Nothing kind="newest" />
        ) : (
          <Lines>
            {data.items.map((o) => (
              <li key={o.id + o.version}>
                <Link to="/intel/$id" params={{ id: o.id }} className={css.name}>
                  <bdi>{o.name}</bdi>
                </Link>
                <span className={css.soft}>
                  {typeName(o.type)} · <Code>{o.origin}</Code> · <When at={o.added} />
                </span>
                <Marking of={o.marking} />
              </li>
            ))}
          </Lines>
        )
      }
    </Ready>
  );
}
