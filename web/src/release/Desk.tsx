import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "@mantine/core";
import { useRef } from "react";
import { useLines } from "../base/lines";
import { Code, Page, Panel, Stack, State, type Tone } from "../base/page";
import { Empty, Failure, Loading, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { closedQuery, draftsQuery, releasePage, type Draft, type Release } from "./queries";
import { partyStanding } from "./standing";
import { releaseTitle } from "./title";

/** Desk is the release officer's room: what waits for a decision, and what became of what has left. */
export function Desk() {
  const waiting = useQuery(draftsQuery);
  const closed = useQuery(closedQuery);
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  const done = (closed.data?.items ?? []).filter((d) => d.state === "declined" || d.state === "withdrawn");
  return (
    <Page title={w.desk.title} lead={w.desk.lead}>
      <Stack inside={box}>
        <Panel title={w.desk.waiting} lead={w.desk.waitingLead} flush>
          <Ready of={waiting}>{(data) => (data.items.length === 0 ? <Empty title={w.desk.noWaiting} text={w.desk.noWaitingText} /> : <Drafts of={data.items} />)}</Ready>
        </Panel>
        <Recent />
        {done.length > 0 && (
          <Panel title={w.desk.closed} flush>
            <Drafts of={done} />
          </Panel>
        )}
      </Stack>
    </Page>
  );
}

const tones: Record<string, Tone> = { waiting: "warn", released: "good", declined: "bad", withdrawn: "plain" };

/** DraftState is how a draft stands, in a word. */
export function DraftState({ of }: { of: Pick<Draft, "state"> }) {
  return <State tone={tones[of.state] ?? "plain"}>{lookup(w.desk.state, of.state)}</State>;
}

function Drafts({ of }: { of: Draft[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.desk.at}</th>
          <th>{w.desk.what}</th>
          <th>{w.desk.to}</th>
          <th>{w.desk.by}</th>
          <th>{w.desk.note}</th>
          <th>{w.desk.stateCol}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((d) => (
          <tr key={d.id} data-opens>
            <td data-name={w.desk.at} className={table.tight}>
              <When at={d.at} />
            </td>
            <td data-name={w.desk.what} className={table.tight}>
              <Link to="/releases/drafts/$id" params={{ id: d.id }} data-line>
                {w.intel.objects(d.objects)}
              </Link>
            </td>
            <td data-name={w.desk.to}>{d.to.length > 0 ? d.to.join(", ") : w.desk.everyone}</td>
            <td data-name={w.desk.by}>{d.by}</td>
            <td data-name={w.desk.note}>{d.reason || d.note || <span>{w.desk.noNote}</span>}</td>
            <td data-name={w.desk.stateCol} className={table.tight}>
              <DraftState of={d} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Recent() {
  const pages = useInfiniteQuery({
    queryKey: ["release", "list"],
    queryFn: ({ pageParam, signal }) => releasePage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next || undefined,
  });
  const all = pages.data?.pages.flatMap((p) => p.items) ?? [];
  return (
    <Panel title={w.desk.recent} flush>
      {pages.isPending && <Loading />}
      {pages.error && <Failure of={pages.error} retry={() => void pages.refetch()} />}
      {pages.data && all.length === 0 && <Empty title={w.desk.none} text={w.desk.noneText} />}
      {all.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>{w.desk.at}</th>
              <th>{w.desk.what}</th>
              <th>{w.release.by}</th>
              <th>{w.desk.stateCol}</th>
            </tr>
          </thead>
          <tbody>
            {all.map((r) => (
              <Line key={r.id} of={r} />
            ))}
          </tbody>
        </table>
      )}
      {pages.hasNextPage && (
        <Button variant="subtle" m="xs" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {w.desk.older}
        </Button>
      )}
    </Panel>
  );
}

function Line({ of }: { of: Release }) {
  return (
    <tr data-opens>
      <td data-name={w.desk.at} className={table.tight}>
        <When at={of.at} />
      </td>
      <td data-name={w.desk.what}>
        <Link to="/releases/$id" params={{ id: of.id }} data-line>
          {releaseTitle(of)}
        </Link>
      </td>
      <td data-name={w.release.by}>{of.by}</td>
      <td data-name={w.desk.stateCol}>
        <div>
          {of.direction === "in" ? (
            <State tone="good">{w.release.held}</State>
          ) : (
            of.parties.map((p) => {
              const s = partyStanding(p);
              return (
                <div key={p.party}>
                  <Code>{p.party}</Code> <State tone={s.tone}>{s.text}</State>
                </div>
              );
            })
          )}
        </div>
      </td>
    </tr>
  );
}
