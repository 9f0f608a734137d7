import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useLines } from "../base/lines";
import { Marking } from "../base/marking";
import { Code, Page, Panel, Stack, State } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { Bodies } from "./Bodies";
import { Clock } from "./Clock";
import css from "./crisis.module.css";
import { Measures } from "./Measures";
import { bodiesQuery, proposalsQuery, type Proposal } from "./queries";
import { latest, stateWord, tally, toneOf } from "./standing";
import { Tempos } from "./Tempos";
import { inOwn } from "./words";

/** List shows what bodies decide on, running clocks first, with the bodies and how fast they decide. */
export function List() {
  const query = useQuery(proposalsQuery);
  const bodies = useQuery(bodiesQuery);
  const may = useMay("crisis.propose");
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  return (
    <Page
      title={w.crisis.title}
      lead={w.crisis.lead}
      actions={
        <>
          <Button variant="default" component={Link} to="/crisis/wall">
            {w.crisis.wall}
          </Button>
          {may && (bodies.data?.items.length ?? 0) > 0 && (
            <Button component={Link} to="/crisis/new">
              {w.crisis.propose}
            </Button>
          )}
        </>
      }
    >
      <Stack inside={box}>
        <Panel title={w.crisis.proposals} flush>
          <Ready of={query}>{({ of, ahead }) => (of.length === 0 ? <Empty title={w.crisis.empty} text={w.crisis.emptyText} /> : <Proposals of={of} ahead={ahead} />)}</Ready>
        </Panel>
        <Measures />
        <Tempos />
        <Bodies of={bodies} />
      </Stack>
    </Page>
  );
}

function Proposals({ of, ahead }: { of: Proposal[]; ahead: number }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.crisis.col.state}</th>
          <th>{w.crisis.col.text}</th>
          <th>{w.crisis.col.body}</th>
          <th>{w.crisis.col.clock}</th>
          <th>{w.crisis.col.has}</th>
          <th>{w.crisis.col.opened}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((p) => (
          <One key={p.id} of={p} ahead={ahead} />
        ))}
      </tbody>
    </table>
  );
}

function One({ of: p, ahead }: { of: Proposal; ahead: number }) {
  const r = latest(p);
  const t = r && tally(r);
  return (
    <tr data-opens>
      <td data-name={w.crisis.col.state}>
        <span>
          <State tone={toneOf(p)}>{stateWord(p)}</State> {p.text.rehearsal && <State tone="warn">{w.crisis.rehearsal.tag}</State>}
        </span>
      </td>
      <td data-name={w.crisis.col.text}>
        <div>
          <Link to="/crisis/$id" params={{ id: p.id }} data-line className={css.strong}>
            {inOwn(p.text.title) || w.crisis.untitled}
          </Link>{" "}
          <Marking of={{ tlp: p.tlp }} />
          <p className={css.soft}>
            {lookup(w.crisis.level, p.text.level)}, {lookup(w.crisis.mode, p.text.mode)}
            {p.text.rev > 1 && `, ${w.crisis.textNo(p.text.rev)}`}
          </p>
        </div>
      </td>
      <td data-name={w.crisis.col.body}>{p.body.name}</td>
      <td data-name={w.crisis.col.clock}>{r && p.state === "running" ? <Clock due={r.expires} ahead={ahead} size="line" /> : r?.closing ? <When at={r.closing.at} /> : "–"}</td>
      <td data-name={w.crisis.col.has}>
        {t ? (
          <span>
            {w.crisis.of(t.has, t.all)} {t.missing.length > 0 && p.state !== "proposed" && <State tone="bad">{`${w.crisis.members.unreachable}: ${t.missing.join(", ")}`}</State>}
          </span>
        ) : (
          "–"
        )}
      </td>
      <td data-name={w.crisis.col.opened} className={table.tight}>
        <span>
          <Code>{p.owner}</Code> <When at={p.opened} />
        </span>
      </td>
    </tr>
  );
}
