import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Code, Page, Panel, Stack, State } from "../base/page";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { BeginButton } from "./BeginButton";
import { Open, Reached } from "./Calls";
import css from "./directory.module.css";
import { boardQuery, drillsQuery, type Drill, type Standing } from "./queries";

/** Board says who is reachable now, by which channel, what last proved it, and who is to be tried. */
export function Board() {
  const board = useQuery(boardQuery);
  const drills = useQuery(drillsQuery());
  return (
    <Page title={w.directory.board} lead={w.directory.boardLead} above={<Link to="/directory">{w.directory.title}</Link>}>
      <Stack>
        <Panel title={w.directory.reachable} lead={w.directory.scoreLead} flush>
          <Ready of={board}>{(data) => <Lines of={data.items.filter((s) => !s.party.self)} />}</Ready>
        </Panel>
        <Panel title={w.directory.drills} flush>
          <Ready of={drills}>{(data) => (data.items.length === 0 ? <Empty title={w.directory.noDrill} text={w.directory.noDrillText} /> : <Drills of={data.items} />)}</Ready>
        </Panel>
      </Stack>
    </Page>
  );
}

function Lines({ of }: { of: Standing[] }) {
  if (of.length === 0) return <Empty title={w.directory.nobodyKnown} text={w.directory.nobodyKnownText} />;
  return (
    <table className={table.table} aria-label={w.directory.reachable}>
      <thead>
        <tr>
          <th>{w.directory.party}</th>
          <th>{w.directory.now}</th>
          <th>{w.directory.channels}</th>
          <th>{w.directory.reachability}</th>
          <th>{w.directory.next}</th>
          <th>{w.directory.drill}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((s) => (
          <tr key={s.party.code}>
            <td data-name={w.directory.party}>
              <div>
                <Code>{s.party.code}</Code>{" "}
                <Link to="/directory/$code" params={{ code: s.party.code }}>
                  {s.party.team || s.party.name}
                </Link>
              </div>
            </td>
            <td data-name={w.directory.now}>{s.party.now ? <Open of={s.party.now} /> : <span className={css.soft}>{w.directory.noContacts}</span>}</td>
            <td data-name={w.directory.channels}>
              <ul>
                {s.calls.map((c) => (
                  <li key={c.contact + c.medium + c.address}>
                    <span className={css.medium}>
                      {c.name}, {lookup(w.directory.medium, c.medium)}:
                    </span>{" "}
                    {c.proof ? <When at={c.proof} /> : w.directory.neverTried}
                  </li>
                ))}
              </ul>
            </td>
            <td data-name={w.directory.reachability}>
              <Reached of={s.party.reachability} />
            </td>
            <td data-name={w.directory.next}>{s.next ? <State tone={s.due ? "warn" : "plain"}>{<When at={s.next} />}</State> : <span className={css.soft}>{w.directory.noTerm}</span>}</td>
            <td data-name={w.directory.drill}>
              <div className={css.acts}>
                {s.running ? (
                  <Link to="/directory/comcheck/$id" params={{ id: s.running }}>
                    {w.directory.running}
                  </Link>
                ) : (
                  s.calls.length > 0 && <BeginButton party={s.party.code} of={s} />
                )}
                {!s.running && s.last && (
                  <Link to="/directory/comcheck/$id" params={{ id: s.last }}>
                    {w.directory.last}
                  </Link>
                )}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Drills({ of }: { of: Drill[] }) {
  return (
    <table className={table.table} aria-label={w.directory.drills}>
      <thead>
        <tr>
          <th>{w.directory.begun}</th>
          <th>{w.directory.party}</th>
          <th>{w.directory.by}</th>
          <th>{w.directory.result}</th>
        </tr>
      </thead>
      <tbody>
        {of.slice(0, 100).map((d) => (
          <tr key={d.id}>
            <td data-name={w.directory.begun} className={table.tight}>
              <Link to="/directory/comcheck/$id" params={{ id: d.id }}>
                <When at={d.at} />
              </Link>
            </td>
            <td data-name={w.directory.party}>
              <Code>{d.party}</Code>
            </td>
            <td data-name={w.directory.by}>{d.by}</td>
            <td data-name={w.directory.result}>
              <State tone={d.in_time === d.questions.length ? "good" : d.over ? "warn" : "plain"}>{w.directory.inTime(d.in_time, d.questions.length)}</State> {!d.over && w.directory.running}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
