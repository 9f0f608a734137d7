import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useLines } from "../base/lines";
import { Marking } from "../base/marking";
import { Code, Page, Panel, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { parse, When } from "../base/time";
import css from "../incident/incident.module.css";
import { lookup, w } from "../words";
import { Judged } from "./Judged";
import { warningsQuery, type Warning } from "./queries";
import { acknowledged, inOwn, waitsForUs } from "./standing";

type Show = "open" | "ours" | "theirs" | "all";

/** Warnings lists what we warn others of and they us, standing first. */
export function Warnings() {
  const own = useSession().party.code;
  const may = useMay("warning.issue");
  const query = useQuery(warningsQuery);
  const [show, setShow] = useState<Show>("open");
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  const shown = (all: Warning[]) => all.filter((x) => show === "all" || (show === "open" ? x.open : (x.owner === own) === (show === "ours")));
  return (
    <Page
      title={w.warning.title}
      lead={w.warning.lead}
      actions={
        may && (
          <Button component={Link} to="/warnings/new">
            {w.warning.new}
          </Button>
        )
      }
    >
      <Panel
        title={w.warning.list}
        flush
        actions={<Select aria-label={w.warning.show} data={(["open", "ours", "theirs", "all"] as const).map((s) => ({ value: s, label: lookup(w.warning.shows, s) }))} value={show} onChange={(v) => setShow((v ?? "open") as Show)} allowDeselect={false} />}
      >
        <div ref={box}>
          <Ready of={query}>
            {(data) =>
              data.items.length === 0 ? <Empty title={w.warning.empty} text={w.warning.emptyText} /> : shown(data.items).length === 0 ? <p className={css.pad}>{w.warning.none}</p> : <List of={shown(data.items)} />
            }
          </Ready>
        </div>
      </Panel>
    </Page>
  );
}

function List({ of }: { of: Warning[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.incident.stands}</th>
          <th>{w.warning.name}</th>
          <th>{w.warning.from}</th>
          <th>{w.warning.severity}</th>
          <th>{w.warning.acknowledged}</th>
          <th>{w.warning.due}</th>
          <th>{w.warning.issued}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((x) => (
          <tr key={x.id} data-opens>
            <td data-name={w.incident.stands}>
              <Standing of={x} />
            </td>
            <td data-name={w.warning.name}>
              <div>
                <Link to="/warnings/$id" params={{ id: x.id }} data-line className={css.strong}>
                  {inOwn(x.text.title)}
                </Link>{" "}
                <Marking of={{ tlp: x.tlp }} />
                <p className={css.soft}>{lookup(w.warning.cause, x.text.cause)}</p>
              </div>
            </td>
            <td data-name={w.warning.from}>
              <Code>{x.owner}</Code>
            </td>
            <td data-name={w.warning.severity}>{x.text.severity ? <Judged scheme={x.text.severity.scheme} value={x.text.severity.value} place={x.text.place} /> : <span className={css.soft}>{w.warning.unjudged}</span>}</td>
            <td data-name={w.warning.acknowledged}>{w.warning.ofAll(acknowledged(x), x.seats.length)}</td>
            <td data-name={w.warning.due}>{parse(x.text.due) ? <State tone={x.seats.some((s) => s.overdue) ? "bad" : "plain"}><When at={x.text.due} /></State> : "–"}</td>
            <td data-name={w.warning.issued} className={table.tight}>
              <When at={x.issued} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Standing says in a word how a warning stands for us. */
export function Standing({ of }: { of: Warning }) {
  if (!of.open) return <State tone="plain">{w.warning.state.ended}</State>;
  return waitsForUs(of) ? <State tone="bad">{w.warning.state.owed}</State> : <State tone="warn">{w.warning.state.open}</State>;
}
