import { useQuery } from "@tanstack/react-query";
import { Level } from "../alert/Level";
import { Code, Page, Panel, Stack } from "../base/page";
import { Ready } from "../base/states";
import table from "../base/table.module.css";
import { full, parse } from "../base/time";
import css from "../incident/incident.module.css";
import { lookup, w } from "../words";
import { Judged } from "../warning/Judged";
import { Decisions, Incidents, Requests, Warnings } from "./Lists";
import { situationQuery, type Picture, type Row } from "./queries";

/** Situation is the one picture of what this node knows of all parties. */
export function Situation() {
  const query = useQuery(situationQuery);
  const at = parse(query.data?.at);
  return (
    <Page title={w.situation.title} lead={at ? w.situation.lead(full(at)) : undefined}>
      <Ready of={query}>
        {(data) => (
          <Stack>
            <Parties of={data} />
            <Warnings of={data} />
            <Incidents of={data} />
            <Requests of={data} />
            <Decisions of={data} />
          </Stack>
        )}
      </Ready>
    </Page>
  );
}

function Parties({ of }: { of: Picture }) {
  const s = w.situation;
  return (
    <Panel
      title={s.parties}
      lead={
        of.alliance && (
          <>
            {w.alert.alliance}: <Level of={of.alliance.level} />
          </>
        )
      }
      flush
    >
      <table className={table.table}>
        <thead>
          <tr>
            <th>{s.party}</th>
            <th>{s.level}</th>
            <th>{s.warnings}</th>
            <th>{s.incidents}</th>
            <th>{s.requests}</th>
          </tr>
        </thead>
        <tbody>
          {of.parties.map((r) => (
            <tr key={r.party}>
              <td data-name={s.party}>
                <div>
                  <Code>{r.party}</Code> {r.name}
                </div>
              </td>
              {r.known || r.owes > 0 ? <Known of={r} withheld={of.withheld} /> : <td colSpan={4}>{s.nothing}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Known({ of, withheld }: { of: Row; withheld: readonly string[] }) {
  const s = w.situation;
  const said = [of.issued > 0 && s.issued(of.issued), of.owes > 0 && s.owes(of.owes), of.affected > 0 && s.affected(of.affected), of.looking > 0 && s.looking(of.looking)].filter(Boolean);
  return (
    <>
      <td data-name={s.level}>
        <div>
          {of.alert.withheld ? w.alert.withheld : <Level of={of.alert.level} />}
          {of.alert.from && <p className={css.soft}>{lookup(w.alert.from, of.alert.from)}</p>}
        </div>
      </td>
      <td data-name={s.warnings}>{said.join(", ") || s.noneKnown}</td>
      <td data-name={s.incidents}>
        <div>
          {withheld.includes("incidents") ? "–" : of.incidents || s.noneKnown}
          {of.unjudged > 0 && `, ${s.unjudged(of.unjudged)}`}
          {of.gravest && (
            <p>
              {s.gravest}: <Judged scheme={of.gravest.scheme} value={of.gravest.value} place={of.gravest.place} />
            </p>
          )}
        </div>
      </td>
      <td data-name={s.requests}>{withheld.includes("requests") ? "–" : of.requests || s.noneKnown}</td>
    </>
  );
}
