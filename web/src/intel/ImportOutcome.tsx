import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Page, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { ReleaseButton } from "../release/ReleaseButton";
import { w } from "../words";
import css from "./import.module.css";
import type { ImportResult } from "./queries";
import type { Answer } from "../base/api";

/** ImportOutcome says what became of every object of an import. */
export function ImportOutcome({ of, again }: { of: ImportResult; again: () => void }) {
  const may = useMay("release.make");
  return (
    <Page
      title={`${w.import.result}: ${of.name || of.id}`}
      lead={
        <>
          {of.state !== "done" && <State tone="bad">{w.import.state[of.state]}</State>} <Link to="/intel">{w.import.toFeed}</Link>
        </>
      }
      actions={
        <>
          <Button variant="default" onClick={again}>
            {w.import.another}
          </Button>
          {of.stored > 0 && <ReleaseButton select={{ import: of.id }} what={of.name || of.id} refused={may ? undefined : "release.make"} />}
        </>
      }
    >
      <div role="status">
        <dl className={css.counts}>
          {(
            [
              [w.import.total, of.total],
              [w.import.stored, of.stored],
              [w.import.duplicates, of.duplicates],
              [w.import.marked, of.marked],
              [w.import.refusedCount, of.refused],
            ] as const
          ).map(([label, n]) => (
            <div key={label} data-bad={label === w.import.refusedCount && n > 0 ? true : undefined}>
              <dd>{w.number(n)}</dd>
              <dt>{label}</dt>
            </div>
          ))}
        </dl>
      </div>
      <Problems of={of} />
    </Page>
  );
}

function Problems({ of }: { of: ImportResult }) {
  if (of.problem_count === 0) return <p>{w.import.clean}</p>;
  return (
    <Panel title={`${w.import.problems} (${w.number(of.problem_count)})`} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th className={table.num}>{w.import.position}</th>
            <th>{w.release.id}</th>
            <th>{w.import.reason}</th>
          </tr>
        </thead>
        <tbody>
          {of.problems.map((p, i) => (
            <tr key={i}>
              <td className={table.num} data-name={w.import.position}>
                {p.index}
              </td>
              <td data-name={w.release.id}>
                <span className="mono">{p.id || w.state.none}</span>
              </td>
              <td data-name={w.import.reason}>{p.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {of.problem_count > of.problems.length && <p className={css.more}>{w.import.problemsMore(of.problem_count - of.problems.length)}</p>}
    </Panel>
  );
}

/** EarlierImports lists what was imported before. */
export function EarlierImports({ query }: { query: UseQueryResult<Answer<"/intel/imports", "get">> }) {
  return (
    <Panel title={w.import.earlier}>
      <Ready of={query}>
        {(data) =>
          data.items.length === 0 ? (
            <p className={css.soft}>{w.import.noEarlier}</p>
          ) : (
            <ul className={css.earlier}>
              {data.items.slice(0, 20).map((i) => (
                <li key={i.id}>
                  <strong>{i.name || i.id}</strong> <When at={i.at} />
                  <br />
                  <span className={css.soft}>
                    {i.state !== "done" && `${w.import.state[i.state]} · `}
                    {w.import.stored} {w.number(i.stored)} · {w.import.duplicates} {w.number(i.duplicates)}
                    {i.refused > 0 && ` · ${w.import.refusedCount} ${w.number(i.refused)}`}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
    </Panel>
  );
}
