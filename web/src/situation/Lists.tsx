import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { affectedTone, inOwn } from "../warning/standing";
import { Marking } from "../base/marking";
import { Code, Panel, State } from "../base/page";
import { When } from "../base/time";
import { toneOf } from "../incident/standing";
import css from "../incident/incident.module.css";
import { lookup, w } from "../words";
import { Judged } from "../warning/Judged";
import own from "../warning/warning.module.css";
import type { Picture, Severity } from "./queries";

/** Part is one list of the picture: what it is called, or why it is empty. */
function Part({ title, none, withheld, children }: { title: string; none: string; withheld: boolean; children: ReactNode[] }) {
  return (
    <Panel title={title}>
      {withheld ? <p>{w.situation.withheld}</p> : children.length === 0 ? <p>{none}</p> : <ul className={css.list}>{children}</ul>}
    </Panel>
  );
}

/** Severities shows each judgement as it was made, with who made it. */
function Severities({ of }: { of: readonly Severity[] }) {
  if (of.length === 0) return <p className={css.soft}>{w.situation.neverJudged}</p>;
  return (
    <>
      {of.map((s) => (
        <p key={s.party + s.scheme}>
          <Code>{s.party}</Code> <Judged scheme={s.scheme} value={s.value} place={s.place} /> {!s.place && <span className={css.soft}>({w.situation.noPlace})</span>}
        </p>
      ))}
    </>
  );
}

/** Warnings lists those that stand, with what each party says. */
export function Warnings({ of }: { of: Picture }) {
  return (
    <Part title={w.situation.warnings} none={w.situation.noWarnings} withheld={false}>
      {of.warnings.map((x) => (
        <li key={x.id}>
          <div className={css.head}>
            <Code>{x.owner}</Code>
            <Link to="/warnings/$id" params={{ id: x.id }} className={css.strong}>
              {inOwn(x.title)}
            </Link>
            <Marking of={{ tlp: x.tlp }} />
            <span className={css.soft}>
              {lookup(w.warning.cause, x.cause)}, <When at={x.at} />
            </span>
          </div>
          {x.severity && <Severities of={[x.severity]} />}
          <div className={own.answers}>
            {x.seats.map((s) => (
              <span key={s.party}>
                <Code>{s.party}</Code> <State tone={s.overdue ? "bad" : affectedTone(s.affected)}>{lookup(w.warning.affected, s.affected)}{s.overdue && `, ${w.warning.seats.overdue}`}</State>
              </span>
            ))}
          </div>
        </li>
      ))}
    </Part>
  );
}

/** Incidents lists the open ones, the gravest first. */
export function Incidents({ of }: { of: Picture }) {
  return (
    <Part title={w.situation.incidents} none={w.situation.noIncidents} withheld={of.withheld.includes("incidents")}>
      {of.incidents.map((x) => (
        <li key={x.id}>
          <div className={css.head}>
            <Code>{x.owner}</Code>
            <Link to="/incidents/$id" params={{ id: x.id }} className={css.strong}>
              {x.title}
            </Link>
            <Marking of={{ tlp: x.tlp }} />
            <State tone={toneOf(x.state)}>{lookup(w.incident.state, x.state)}</State>
            <span className={css.soft}>
              <When at={x.opened} />
            </span>
          </div>
          <Severities of={x.severities} />
        </li>
      ))}
    </Part>
  );
}

/** Requests lists the open requests for assistance. */
export function Requests({ of }: { of: Picture }) {
  return (
    <Part title={w.situation.assistance} none={w.situation.noRequests} withheld={of.withheld.includes("requests")}>
      {of.requests.map((x) => (
        <li key={x.id}>
          <div className={css.head}>
            <Code>{x.owner}</Code>
            <Link to="/assistance/$id" params={{ id: x.id }} className={css.strong}>
              {x.title}
            </Link>
            <span>{lookup(w.assist.state, x.state)}</span>
            <span className={css.soft}>
              {w.situation.offers(x.offers)}, <When at={x.lodged} />
            </span>
          </div>
          {x.severity && <Severities of={[x.severity]} />}
        </li>
      ))}
    </Part>
  );
}

/** Decisions lists those on which a text is before the members, or whose outcome is in doubt. */
export function Decisions({ of }: { of: Picture }) {
  return (
    <Part title={w.situation.running} none={w.situation.noDecisions} withheld={of.withheld.includes("decisions")}>
      {of.decisions.map((x) => (
        <li key={x.id}>
          <div className={css.head}>
            <Code>{x.owner}</Code>
            <Link to="/crisis/$id" params={{ id: x.id }} className={css.strong}>
              {inOwn(x.title)}
            </Link>
            <span className={css.soft}>
              {x.body}, {w.situation.expires} <When at={x.expires} />
            </span>
          </div>
        </li>
      ))}
    </Part>
  );
}
