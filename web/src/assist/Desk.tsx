import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, take } from "../base/api";
import { Code, Page, Panel, Stack, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { Acting } from "./Acting";
import css from "./assist.module.css";
import { Clock } from "./Clock";
import { criteriaQuery, queueQuery, type Criterion, type Ranked } from "./queries";
import { toneOf } from "./standing";
import { Together } from "./Together";
import { TriageButton } from "./TriageButton";

/** Desk is the clearing house's: the requests that wait for people, in the order that the published criteria propose. */
export function Desk() {
  const queue = useQuery(queueQuery);
  const criteria = useQuery(criteriaQuery);
  const [chosen, setChosen] = useState<string[]>([]);
  const [matched, setMatched] = useState<string[]>([]);
  const choose = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((x) => x !== id) : [...chosen, id]);
  const together = (queue.data?.items ?? []).filter((r) => matched.includes(r.case.id));
  return (
    <Page title={w.assist.desk.title} lead={w.assist.desk.lead} above={<Link to="/assistance">{w.assist.title}</Link>}>
      <Stack>
        <Panel
          title={w.assist.desk.queue}
          lead={w.assist.desk.queueLead}
          flush
          actions={
            (queue.data?.items.length ?? 0) > 1 && (
              <Button variant="default" disabled={chosen.length < 2} onClick={() => setMatched(chosen)}>
                {w.assist.together.do(chosen.length)}
              </Button>
            )
          }
        >
          <Ready of={queue}>
            {(data) => <Ready of={criteria}>{(by) => (data.items.length === 0 ? <Empty title={w.assist.desk.empty} text={w.assist.desk.emptyText} /> : <Queue of={data.items} by={by.criteria} chosen={chosen} choose={choose} />)}</Ready>}
          </Ready>
        </Panel>
        {together.length > 1 && <Together of={together} />}
        <Ready of={criteria}>{(by) => <Criteria of={by.criteria} />}</Ready>
      </Stack>
    </Page>
  );
}

function Queue({ of, by, chosen, choose }: { of: Ranked[]; by: Criterion[]; chosen: string[]; choose: (id: string) => void }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.assist.desk.place}</th>
          <th>{w.assist.col.request}</th>
          {by.map((c) => (
            <th key={c.code} className={css.num}>
              {lookup(w.assist.criterion, c.code)}
            </th>
          ))}
          <th className={css.num}>{w.assist.desk.score}</th>
          <th>{w.assist.desk.clock}</th>
          <th>{w.duty.acts}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((r) => (
          <Row key={r.case.id} of={r} by={by} waiting={of.length} chosen={chosen.includes(r.case.id)} choose={() => choose(r.case.id)} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ of: r, by, waiting, chosen, choose }: { of: Ranked; by: Criterion[]; waiting: number; chosen: boolean; choose: () => void }) {
  const own = useSession().party.code;
  const mayTriage = useMay("assist.triage");
  const c = r.case;
  const due = c.answers.filter((a) => !a.answer && a.due).map((a) => a.due ?? "").sort()[0];
  return (
    <tr>
      <td data-name={w.assist.desk.place}>
        <div>
          <Checkbox size="xs" aria-label={w.assist.together.choose(c.request.title ?? c.id)} label={<strong>{r.given || r.place}</strong>} checked={chosen} onChange={choose} />
          {Boolean(r.given) && r.given !== r.place && <p className={css.soft}>{w.assist.desk.proposed(r.place)}</p>}
        </div>
      </td>
      <td data-name={w.assist.col.request}>
        <div>
          <Link to="/assistance/$id" params={{ id: c.id }}>
            {c.request.title}
          </Link>
          <p>
            <Code>{c.owner}</Code> <State tone={toneOf(c.state)}>{lookup(w.assist.state, c.state)}</State>
          </p>
          {c.mission && (
            <p>
              <Link to="/crisis/$id" params={{ id: c.mission.proposal }}>
                {w.assist.mission(c.mission.body)}
              </Link>
            </p>
          )}
          {c.triage?.reason && <p className={css.soft}>{c.triage.reason}</p>}
        </div>
      </td>
      {by.map((k, i) => (
        <td key={k.code} data-name={lookup(w.assist.criterion, k.code)} className={table.num}>
          {r.values[i] === r.reckoned[i] ? r.values[i] : <strong title={c.triage?.overrides.find((o) => o.criterion === k.code)?.reason}>{w.assist.desk.changed(r.values[i] ?? 0, r.reckoned[i] ?? 0)}</strong>}
        </td>
      ))}
      <td data-name={w.assist.desk.score} className={table.num}>
        <strong>{r.score}</strong>
      </td>
      <td data-name={w.assist.desk.clock}>
        <span>{due ? <Clock due={due} /> : <When at={c.lodged} />}</span>
      </td>
      <td data-name="">
        <div className={css.row}>
          <AcknowledgeButton id={c.id} open={c.answers.some((a) => a.party === own && !a.acknowledged)} />
          {mayTriage && c.centre === own && c.owner !== own && <TriageButton of={r} by={by} waiting={waiting} />}
        </div>
      </td>
    </tr>
  );
}

/** AcknowledgeButton says that a request has come in and somebody is at it. */
export function AcknowledgeButton({ id, open }: { id: string; open: boolean }) {
  const may = useMay("assist.offer");
  if (!may || !open) return null;
  return <Acting words={w.assist.act.acknowledge} act={(text) => take(api.POST("/assist/requests/{id}/acknowledge", { params: { path: { id } }, body: text ? { text } : {} }))} />;
}

function Criteria({ of }: { of: Criterion[] }) {
  return (
    <Panel title={w.assist.desk.criteria} lead={w.assist.desk.criteriaLead} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.assist.desk.criterion}</th>
            <th className={css.num}>{w.assist.desk.weight}</th>
            {[0, 1, 2, 3, 4].map((v) => (
              <th key={v}>{v}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.map((c) => (
            <tr key={c.code}>
              <td data-name={w.assist.desk.criterion}>{lookup(w.assist.criterion, c.code)}</td>
              <td data-name={w.assist.desk.weight} className={table.num}>
                {c.weight}
              </td>
              {[0, 1, 2, 3, 4].map((v) => (
                <td key={v} data-name={String(v)}>
                  {c.words[v] ? lookup(w.assist.criterionWord, c.words[v]) : ""}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
