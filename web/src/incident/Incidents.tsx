import { FileButton, Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { useLines } from "../base/lines";
import { Marking } from "../base/marking";
import { Code, Page, Panel, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Empty, Failure, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { blank, DescribeFields, description, type Draft } from "./DescribeFields";
import { levels } from "./Fields";
import css from "./incident.module.css";
import { incidentsQuery, useAct, type Line } from "./queries";
import { clockTone, toneOf, valueOf } from "./standing";

type Show = "open" | "ours" | "theirs" | "all";

/** Incidents lists what has happened, open first, and begins a new one. */
export function Incidents() {
  const own = useSession().party.code;
  const may = useMay("incident.write");
  const query = useQuery(incidentsQuery);
  const [show, setShow] = useState<Show>("open");
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  const shown = (all: Line[]) => all.filter((i) => show === "all" || (show === "open" ? i.state !== "closed" : (i.owner === own) === (show === "ours")));
  return (
    <Page title={w.incident.title} lead={w.incident.lead} actions={may && <Begin />}>
      <Panel
        title={w.incident.list}
        flush
        actions={<Select aria-label={w.incident.show} data={(["open", "ours", "theirs", "all"] as const).map((s) => ({ value: s, label: lookup(w.incident.shows, s) }))} value={show} onChange={(v) => setShow((v ?? "open") as Show)} allowDeselect={false} />}
      >
        <div ref={box}>
          <Ready of={query}>
            {(data) =>
              data.items.length === 0 ? (
                <Empty title={w.incident.empty} text={w.incident.emptyText} />
              ) : shown(data.items).length === 0 ? (
                <p className={css.pad}>{w.incident.none}</p>
              ) : (
                <List of={shown(data.items)} />
              )
            }
          </Ready>
        </div>
      </Panel>
    </Page>
  );
}

function List({ of }: { of: Line[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.incident.stands}</th>
          <th>{w.incident.name}</th>
          <th>{w.incident.severity}</th>
          <th>{w.incident.clock}</th>
          <th>{w.incident.with}</th>
          <th>{w.incident.opened}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((i) => (
          <tr key={i.id} data-opens>
            <td data-name={w.incident.stands}>
              <State tone={toneOf(i.state)}>{lookup(w.incident.state, i.state)}</State>
            </td>
            <td data-name={w.incident.name}>
              <Link to="/incidents/$id" params={{ id: i.id }} data-line className={css.strong}>
                {i.title}
              </Link>{" "}
              <Marking of={{ tlp: i.tlp }} />
              <p className={css.soft}>
                {lookup(w.terms.category, i.category)}
                {i.tasks > 0 && `, ${w.incident.tasks(i.tasks)}`}
              </p>
            </td>
            <td data-name={w.incident.severity}>{i.severity ? `${lookup(w.terms.scheme, i.severity.scheme)} ${valueOf(i.severity.scheme, i.severity.value)}` : "–"}</td>
            <td data-name={w.incident.clock}>
              {i.clock ? (
                <State tone={clockTone(i.clock, new Date())}>
                  {lookup(w.incident.clocks.step, i.clock.step)} <When at={i.clock.due} />
                </State>
              ) : (
                "–"
              )}
            </td>
            <td data-name={w.incident.with}>
              {i.shared ? i.parties.map((p) => <span key={p}><Code>{p}</Code> </span>) : <span className={css.ours}>{w.incident.alone}</span>}
            </td>
            <td data-name={w.incident.opened} className={table.tight}>
              <When at={i.opened} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Begin() {
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(blank);
  const [tlp, setTlp] = useState("amber");
  const go = (id: string) => void navigate({ to: "/incidents/$id", params: { id } });
  const open = useAct(async (_: undefined) => {
    const room = await take(api.POST("/incidents", { body: { ...description(draft), tlp } }));
    go(room.id);
    return room;
  });
  const read = useAct(async (file: File) => {
    const text = await file.text();
    const room = await take(api.POST("/incidents/import", { body: text as unknown as Record<string, unknown>, bodySerializer: () => text }));
    go(room.id);
    return room;
  });
  return (
    <>
      <FileButton accept="application/json,.json" onChange={(f) => f && read.mutate(f)}>
        {(props) => (
          <Button variant="default" loading={read.isPending} {...props}>
            {w.incident.import}
          </Button>
        )}
      </FileButton>
      <Confirm open={w.incident.begin.open} title={w.incident.begin.title} text={w.incident.begin.text} go={w.incident.begin.do} act={open} args={undefined} disabled={draft.title.trim() === ""} onDone={() => setDraft(blank)}>
        <DescribeFields value={draft} set={setDraft} />
        <Select label={w.incident.begin.tlp} data={levels.map((l) => ({ value: l, label: `TLP:${l.toUpperCase()}` }))} value={tlp} onChange={(v) => setTlp(v ?? tlp)} allowDeselect={false} />
      </Confirm>
      {read.error && <Failure of={read.error} />}
    </>
  );
}
