import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Code, Columns, Facts, Page, Panel, State, type Tone } from "../base/page";
import { Arrived } from "../base/Arrived";
import { useMay, useSession } from "../base/session";
import { Ready } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import table from "../base/table.module.css";
import { importQuery } from "../intel/queries";
import { ObjectsOf } from "./ObjectsOf";
import { RecallButton } from "./RecallButton";
import { releaseQuery, type ReleaseFull } from "./queries";
import { Decisions } from "./Decisions";
import { partyStanding } from "./standing";
import { Replay } from "./Replay";
import { releaseTitle } from "./title";

/** ReleasePage shows one release: what went to whom, what became of it there, and its recalls. */
export function ReleasePage() {
  const { id } = useParams({ from: "/inside/releases/$id" });
  const query = useQuery(releaseQuery(id));
  return <Arrived kind={w.release.page} of={query}>{(data) => <Shown of={data} />}</Arrived>;
}

function Shown({ of }: { of: ReleaseFull }) {
  const own = useSession().party.code;
  const may = useMay("release.recall");
  const whom = of.parties.filter((p) => p.released > 0).map((p) => p.party);
  const recallable = may && of.direction === "out" && whom.length > 0 && !of.parties.some((p) => p.recalled);
  return (
    <Page title={releaseTitle(of)} lead={<When at={of.at} long />} actions={recallable && <RecallButton id={of.id} to={whom.join(", ")} />}>
      <Columns
        main={
          <>
            {of.direction === "in" ? <Received id={of.id} /> : <Parties of={of} own={own} />}
            <ObjectsOf id={of.id} />
            <Decided of={of} />
          </>
        }
        side={
          <>
            <Panel title={w.release.page}>
              <Facts
                of={[
                  [w.release.id, <span className="mono">{of.id}</span>],
                  [w.release.at, <When at={of.at} />],
                  [w.release.by, of.by],
                  ...(of.from ? ([[w.release.from, <Code>{of.from}</Code>]] as [string, ReactNode][]) : []),
                  ...(of.direction === "in" && of.from ? ([[w.release.ledger, <LogLink from={of.from} to={own} />]] as [string, ReactNode][]) : []),
                ]}
              />
            </Panel>
            <Bundles id={of.id} to={of.direction === "in" ? [""] : whom} />
            <Recalls of={of.recalls} />
          </>
        }
      />
    </Page>
  );
}

function Parties({ of, own }: { of: ReleaseFull; own: string }) {
  return (
    <Panel title={w.release.parties} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.audience.party}</th>
            <th>{w.release.done}</th>
            <th>{w.agreement.stateCol}</th>
            <th>{w.release.ledger}</th>
          </tr>
        </thead>
        <tbody>
          {of.parties.map((p) => {
            const s = partyStanding(p);
            return (
              <tr key={p.party}>
                <td data-name={w.audience.party}>
                  <Code>{p.party}</Code>
                </td>
                <td data-name={w.release.done}>
                  <span>
                    {w.release.released(w.number(p.released))}
                    {p.refused > 0 && `, ${w.release.refused(w.number(p.refused))}`}
                  </span>
                </td>
                <td data-name={w.agreement.stateCol}>
                  <span>
                    <State tone={s.tone}>{s.text}</State>
                    {p.reason && <p>{p.reason}</p>}
                  </span>
                </td>
                <td data-name={w.release.ledger}>
                  {p.index === undefined ? w.state.notYet : <LedgerLink from={own} to={p.party} index={p.index} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}

/** Bundles gives the release as other tools read it, marked by what was agreed with each recipient. */
function Bundles({ id, to }: { id: string; to: string[] }) {
  if (to.length === 0) return null;
  return (
    <Panel title={w.agreement.render.title}>
      {to.map((party) => (
        <p key={party}>
          <a href={`/api/v1/releases/${encodeURIComponent(id)}/bundle${party && `?to=${party}`}`} download={`entente-release-${id}.json`}>
            {w.release.bundle(party && ` (${party})`)}
          </a>
        </p>
      ))}
    </Panel>
  );
}

/** Decided shows the decisions of a release as they were made. */
function Decided({ of }: { of: ReleaseFull }) {
  const parties = of.parties.filter((p) => (p.rows ?? []).length > 0).map((p) => ({ party: p.party, name: p.party, permit: p.released, refuse: p.refused, rows: p.rows ?? [] }));
  if (parties.length === 0) return null;
  return (
    <Panel title={w.release.decisions} lead={w.release.decisionsLead} flush actions={of.direction !== "in" && <Replay id={of.id} />}>
      <Decisions of={parties} />
    </Panel>
  );
}

/** Received shows what became here of what another party gave. */
function Received({ id }: { id: string }) {
  const query = useQuery(importQuery(id));
  return (
    <Panel title={w.release.received}>
      <Ready of={query}>
        {(lot) => (
          <>
            <Facts
              of={[
                [w.import.total, w.number(lot.total)],
                [w.import.stored, w.number(lot.stored)],
                [w.import.duplicates, w.number(lot.duplicates)],
                [w.import.refusedCount, w.number(lot.refused)],
              ]}
            />
            <ul>
              {lot.problems.map((p) => (
                <li key={p.index}>
                  <span className="mono">{p.id}</span> {p.reason}
                </li>
              ))}
            </ul>
          </>
        )}
      </Ready>
    </Panel>
  );
}

function LogLink({ from, to }: { from: string; to: string }) {
  return (
    <Link to="/ledger/$from/$to" params={{ from, to }}>
      {w.release.inLedger}
    </Link>
  );
}

function LedgerLink({ from, to, index }: { from: string; to: string; index: number }) {
  return (
    <Link to="/ledger/$from/$to" params={{ from, to }} hash={`e${index}`}>
      {w.ledger.direction(from, to)}, {w.release.entry(index)}
    </Link>
  );
}

const recallTones: Record<string, Tone> = { executed: "good", refused: "bad" };

function Recalls({ of }: { of: ReleaseFull["recalls"] }) {
  return (
    <Panel title={w.release.recalls}>
      {of.length === 0 && <p>{w.release.noRecalls}</p>}
      {of.map((r) => (
        <div key={r.id}>
          <p>
            <When at={r.at} />: {r.reason}
          </p>
          <ul>
            {r.parties.map((p) => (
              <li key={p.party}>
                <Code>{p.party}</Code> <State tone={recallTones[p.state] ?? "warn"}>{lookup(w.release.recallState, p.state)}</State> {p.via && w.release.via(p.via)} {p.at && <When at={p.at} />}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Panel>
  );
}
