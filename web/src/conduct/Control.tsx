import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useLines } from "../base/lines";
import { Code, Columns, Page, Panel, State } from "../base/page";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { stamp } from "./clock";
import { ClockFace } from "./ClockFace";
import css from "./conduct.module.css";
import { Improvise } from "./Improvise";
import { InjectPanel } from "./InjectPanel";
import { Puppets } from "./Puppets";
import { clockQuery, injectsQuery, observedQuery, teamsQuery, type Inject, type Narrow, type State as InjectState } from "./queries";
import { inOrder, tally, toneOf } from "./states";

/** Control is the control room: the clock, the list as it is played, the teams, and what they do. */
export function Control() {
  const c = w.conduct.control;
  const clock = useQuery(clockQuery);
  const directs = clock.data?.directs === true;
  const started = clock.data !== undefined && clock.data.phase !== "waiting";
  const [open, setOpen] = useState("");
  return (
    <Page title={c.title} lead={c.lead} actions={directs && started && <Improvise teams={clock.data.teams} />}>
      <ClockFace control />
      {clock.data && !directs && <Empty title={c.elsewhere(clock.data.director)} text={c.elsewhereText} />}
      {directs && !started && <Empty title={c.waiting} text={c.waitingText} />}
      {directs && started && (
        <Columns
          main={
            <>
              {open !== "" && <InjectPanel id={open} close={() => setOpen("")} />}
              <Puppets />
              <List open={open} setOpen={setOpen} teams={clock.data.teams.map((t) => t.id)} />
            </>
          }
          side={
            <>
              <Teams />
              <Log />
            </>
          }
        />
      )}
    </Page>
  );
}

function List({ open, setOpen, teams }: { open: string; setOpen: (id: string) => void; teams: string[] }) {
  const c = w.conduct.control;
  const [state, setState] = useState<InjectState | "">("");
  const [team, setTeam] = useState("");
  const [typed, setTyped] = useState("");
  const [words] = useDebouncedValue(typed, 300);
  const narrow: Narrow = { state, team, words };
  const query = useInfiniteQuery(injectsQuery(narrow));
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  return (
    <Panel
      title={c.list}
      flush
      actions={
        <>
          <TextInput aria-label={c.search} placeholder={c.search} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} />
          <Select aria-label={c.state} data={[{ value: "", label: c.anyState }, ...inOrder.map((s) => ({ value: s, label: lookup(w.conduct.state, s) }))]} value={state} onChange={(v) => setState((v ?? "") as InjectState | "")} allowDeselect={false} />
          <Select aria-label={c.team} searchable data={[{ value: "", label: c.anyTeam }, ...teams.map((t) => ({ value: t, label: t }))]} value={team} onChange={(v) => setTeam(v ?? "")} allowDeselect={false} />
        </>
      }
    >
      <div ref={box}>
        <Ready of={query}>
          {(data) => {
            const all = data.pages.flatMap((p) => p.items);
            return all.length === 0 ? <Empty title={c.none} text={c.noneText} /> : <Rows of={all} open={open} setOpen={setOpen} />;
          }}
        </Ready>
        {query.hasNextPage && (
          <p className={css.pad}>
            <Button variant="default" onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
              {c.more}
            </Button>
          </p>
        )}
      </div>
    </Panel>
  );
}

function Rows({ of, open, setOpen }: { of: Inject[]; open: string; setOpen: (id: string) => void }) {
  const c = w.conduct.control;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{c.at}</th>
          <th>{c.inject}</th>
          <th>{c.channel}</th>
          <th>{c.states}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((x) => (
          <tr key={x.id} data-opens aria-current={x.id === open || undefined}>
            <td data-name={c.at} className={table.tight}>
              <span className={css.mono}>{x.at_ms === undefined ? (x.waits ? c.waits : c.byHand) : stamp(x.at_ms)}</span>
            </td>
            <td data-name={c.inject}>
              <div>
                <button type="button" data-line className={css.link} onClick={() => setOpen(x.id)}>
                  {x.number} {x.title}
                </button>
                {x.improvised && <span className={css.soft}> {c.improvised}</span>}
              </div>
            </td>
            <td data-name={c.channel}>{lookup(w.conduct.channel, x.channel)}</td>
            <td data-name={c.states}>
              <div className={css.tally}>
                {tally(x.cells).map(([s, n]) => (
                  <State key={s} tone={toneOf[s]}>
                    {x.cells.length === 1 ? `${lookup(w.conduct.state, s)} · ${x.cells[0]?.team ?? ""}` : `${n} ${lookup(w.conduct.state, s)}`}
                  </State>
                ))}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Teams() {
  const c = w.conduct.control;
  const query = useQuery(teamsQuery);
  return (
    <Panel title={c.teams} flush>
      <Ready of={query}>
        {(data) => (
          <ul className={css.teams}>
            {data.items.map((t) => (
              <li key={t.id}>
                <p>
                  <Code>{t.party}</Code> {t.name}
                </p>
                <p className={css.tally}>
                  {inOrder
                    .filter((s) => (t.counts[s] ?? 0) > 0)
                    .map((s) => (
                      <State key={s} tone={toneOf[s]}>{`${t.counts[s] ?? 0} ${lookup(w.conduct.state, s)}`}</State>
                    ))}
                </p>
                <p className={css.soft}>{t.last ? <>{c.last} <When at={t.last} /></> : c.quiet}</p>
              </li>
            ))}
          </ul>
        )}
      </Ready>
    </Panel>
  );
}

function Log() {
  const c = w.conduct.control;
  const query = useQuery(observedQuery(""));
  return (
    <Panel title={c.log} lead={c.logLead} flush>
      <Ready of={query}>
        {(data) =>
          data.items.length === 0 ? (
            <p className={css.pad}>{c.logNone}</p>
          ) : (
            <ul className={css.log}>
              {data.items.map((o) => (
                <li key={o.id}>
                  <span className={css.mono}>{stamp(o.time_ms)}</span> <Code>{o.team || o.party}</Code> <span title={o.kind}>{c.acts[o.kind] ?? o.kind}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
    </Panel>
  );
}
