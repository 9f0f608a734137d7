import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useLines } from "../base/lines";
import { Marking } from "../base/marking";
import { Code, Page, Panel, Stack, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import css from "./assist.module.css";
import { Clock } from "./Clock";
import { DraftStanding } from "./DraftPage";
import { draftsQuery, listQuery, type Draft, type Listed } from "./queries";
import { isOver, toneOf } from "./standing";

/** List shows the requests of all parties, the open ones first, and what is written here. */
export function List() {
  const query = useQuery(listQuery);
  const drafts = useQuery(draftsQuery);
  const may = useMay("assist.request");
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  const open = (drafts.data?.items ?? []).filter((d) => d.state !== "lodged");
  return (
    <Page
      title={w.assist.title}
      lead={w.assist.lead}
      actions={
        <>
          <Button variant="default" component={Link} to="/assistance/desk">
            {w.assist.desk.title}
          </Button>
          {may && (
            <Button component={Link} to="/assistance/new">
              {w.assist.ask}
            </Button>
          )}
        </>
      }
    >
      <Stack inside={box}>
        {open.length > 0 && (
          <Panel title={w.assist.drafts} lead={w.assist.draftsLead} flush>
            <Drafts of={open} />
          </Panel>
        )}
        <Panel title={w.assist.requests} flush>
          <Ready of={query}>{(data) => (data.items.length === 0 ? <Empty title={w.assist.empty} text={w.assist.emptyText} /> : <Requests of={data.items} />)}</Ready>
        </Panel>
      </Stack>
    </Page>
  );
}

function Drafts({ of }: { of: Draft[] }) {
  return (
    <ul className={css.list}>
      {of.map((d) => (
        <li key={d.id}>
          <Link to="/assistance/drafts/$id" params={{ id: d.id }} data-line>
            {d.request.title || w.assist.untitled}
          </Link>
          <span className={css.soft}>
            <DraftStanding of={d} /> {d.state === "draft" && (d.missing.length > 0 ? w.assist.lacks(d.missing.length) : w.assist.waitsForAuthorisation)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** openFirst puts what still runs before what is over; each kept in the order in which it came. */
export function openFirst(all: Listed[]): Listed[] {
  return [...all.filter((r) => !isOver(r) || r.state === "closed"), ...all.filter((r) => isOver(r) && r.state !== "closed")];
}

function Requests({ of }: { of: Listed[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.assist.col.state}</th>
          <th>{w.assist.col.request}</th>
          <th>{w.assist.col.owner}</th>
          <th>{w.assist.col.seats}</th>
          <th>{w.assist.col.ours}</th>
          <th>{w.assist.col.lodged}</th>
        </tr>
      </thead>
      <tbody>
        {openFirst(of).map((r) => (
          <One key={r.id} of={r} />
        ))}
      </tbody>
    </table>
  );
}

function One({ of: r }: { of: Listed }) {
  const own = useSession().party.code;
  const sum = (f: "asked" | "held" | "arrived") => r.board.reduce((n, b) => n + b[f], 0);
  return (
    <tr>
      <td data-name={w.assist.col.state}>
        <State tone={toneOf(r.state)}>{lookup(w.assist.state, r.state)}</State>
      </td>
      <td data-name={w.assist.col.request}>
        <div>
          <Link to="/assistance/$id" params={{ id: r.id }} data-line>
            {r.title}
          </Link>{" "}
          <Marking of={{ tlp: r.tlp }} />
        </div>
      </td>
      <td data-name={w.assist.col.owner}>
        <span>
          <Code>{r.owner}</Code> {r.owner === own && w.assist.we}
        </span>
      </td>
      <td data-name={w.assist.col.seats}>{w.assist.seats(sum("asked"), sum("held"), sum("arrived"))}</td>
      <td data-name={w.assist.col.ours}>
        <span>
          {r.due && <Clock due={r.due} />} {r.answer ? lookup(w.assist.answer, r.answer) : r.asked && !r.due && !isOver(r) ? w.assist.notAnswered : ""} {r.awaits && <State tone="bad">{w.assist.next.carry}</State>}
        </span>
      </td>
      <td data-name={w.assist.col.lodged} className={table.tight}>
        <When at={r.lodged} />
      </td>
    </tr>
  );
}
