import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Code, Page, Panel, Stack } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { parse, When } from "../base/time";
import css from "../incident/incident.module.css";
import { inOwn } from "../warning/standing";
import { lookup, w } from "../words";
import { Level } from "./Level";
import { alertsQuery, type Alerts as Board, type Line, type Standing } from "./queries";
import { StateButton } from "./StateButton";

/** Alerts shows what each party says of itself beside what decisions have set, and which of them stands. */
export function Alerts() {
  const may = useMay("alert.state");
  const query = useQuery(alertsQuery);
  return (
    <Page title={w.alert.title} lead={w.alert.lead} actions={may && query.data && <StateButton criteria={query.data.criteria} />}>
      <Ready of={query}>
        {(data) => (
          <Stack>
            <Alliance of={data} />
            <Parties of={data.parties} />
            <History of={data.history} />
            <Criteria of={data.criteria} />
          </Stack>
        )}
      </Ready>
    </Page>
  );
}

function Alliance({ of }: { of: Board }) {
  return (
    <Panel title={w.alert.alliance}>
      {of.undecided ? (
        <p>{w.alert.undecided}</p>
      ) : of.alliance ? (
        <p className={css.head}>
          <Level of={of.alliance.level} />
          <span className={css.soft}>
            {w.alert.allianceBy}, <When at={of.alliance.since} />
            {parse(of.alliance.until) && (
              <>
                {" "}
                {w.alert.until} <When at={of.alliance.until} />
              </>
            )}
          </span>
        </p>
      ) : (
        <p>{w.alert.allianceNone}</p>
      )}
    </Panel>
  );
}

function Parties({ of }: { of: Standing[] }) {
  return (
    <Panel title={w.alert.parties} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.alert.party}</th>
            <th>{w.alert.stands}</th>
            <th>{w.alert.own}</th>
            <th>{w.alert.decided}</th>
            <th>{w.alert.forAll}</th>
          </tr>
        </thead>
        <tbody>
          {of.map((s) => (
            <tr key={s.party}>
              <td data-name={w.alert.party}>
                <Code>{s.party}</Code>
              </td>
              <td data-name={w.alert.stands}>
                <div>
                  <Level of={s.level} />
                  {s.from && <p className={css.soft}>{lookup(w.alert.from, s.from)}</p>}
                </div>
              </td>
              <td data-name={w.alert.own}>
                <Own of={s} />
              </td>
              <td data-name={w.alert.decided}>{s.decided ? <Level of={s.decided.level} /> : "–"}</td>
              <td data-name={w.alert.forAll}>{s.alliance ? <Level of={s.alliance.level} /> : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Own({ of }: { of: Standing }) {
  if (of.withheld) return <span>{w.alert.withheld}</span>;
  if (!of.own) return <span>–</span>;
  return (
    <div>
      <Level of={of.own.level} /> {of.own.scheme && <span className={css.soft}>{`${of.own.scheme}: ${of.own.value}`}</span>}
      <p className={css.text}>{of.own.criterion}</p>
      <p className={css.soft}>
        {of.own.by}, <When at={of.own.since} />
      </p>
    </div>
  );
}

function History({ of }: { of: Line[] }) {
  return (
    <Panel title={w.alert.history} lead={w.alert.historyLead} flush>
      {of.length === 0 ? (
        <Empty title={w.alert.historyEmpty} text={w.alert.historyEmptyText} />
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th>{w.alert.when}</th>
              <th>{w.alert.who}</th>
              <th>{w.alert.what}</th>
              <th>{w.alert.how}</th>
            </tr>
          </thead>
          <tbody>
            {of.map((l, i) => (
              <tr key={i}>
                <td data-name={w.alert.when} className={table.tight}>
                  <When at={l.since} />
                </td>
                <td data-name={w.alert.who}>{l.party ? <Code>{l.party}</Code> : w.alert.all}</td>
                <td data-name={w.alert.what}>
                  <div>
                    <Level of={l.level} /> {l.current && <span className={css.soft}>{w.alert.now}</span>}
                  </div>
                </td>
                <td data-name={w.alert.how}>
                  {l.from === "own" ? (
                    <div>
                      {l.criterion} <span className={css.soft}>({[l.by, l.scheme && `${l.scheme}: ${l.value}`].filter(Boolean).join(", ")})</span>
                    </div>
                  ) : (
                    <Link to="/crisis/$id" params={{ id: l.proposal }}>
                      {w.alert.decision}
                    </Link>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Criteria({ of }: { of: Board["criteria"] }) {
  return (
    <Panel title={w.alert.criteria} lead={w.alert.criteriaLead}>
      <ul className={css.list}>
        {of.map((c) => (
          <li key={c.level}>
            <Level of={c.level} />
            <p className={css.text}>{inOwn(c.text)}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
