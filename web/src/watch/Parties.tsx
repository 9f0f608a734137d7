import { Link } from "@tanstack/react-router";
import { toneOf } from "../agreement/standing";
import { Code, Panel, State } from "../base/page";
import table from "../base/table.module.css";
import { Empty } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import type { Flow, Party } from "./queries";
import { reachTone } from "./relation";
import css from "./watch.module.css";

/** Parties says in a table how each stands with us and what was moved: what the map draws, in words. */
export function Parties({ of, flows }: { of: Party[]; flows: Flow[] }) {
  return (
    <Panel title={w.watch.parties} lead={w.watch.partiesLead} actions={<Link to="/peers">{w.watch.partiesOpen}</Link>} flush>
      {of.length === 0 ? (
        <Empty title={w.watch.partiesEmpty} text={w.watch.partiesEmptyText} />
      ) : (
        <table className={table.table} aria-label={w.watch.parties}>
          <thead>
            <tr>
              <th scope="col">{w.watch.party}</th>
              <th scope="col">{w.watch.reach}</th>
              <th scope="col">{w.watch.out}</th>
              <th scope="col">{w.watch.in}</th>
              <th scope="col">{w.watch.receipted}</th>
            </tr>
          </thead>
          <tbody>
            {of.map((p) => (
              <PartyRow key={p.code} of={p} flow={flows.find((f) => f.party === p.code)} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function PartyRow({ of: p, flow }: { of: Party; flow: Flow | undefined }) {
  return (
    <tr>
      <td data-name={w.watch.party}>
        <span>
          <Code>{p.code}</Code> {p.name !== p.code && p.name}
          <ul className={css.papers}>
            {p.agreements.length === 0 && <li className={css.soft}>{w.watch.noAgreement}</li>}
            {p.agreements.map((a) => (
              <li key={a.id}>
                <Link to="/agreements/$id" params={{ id: a.id }} title={a.title}>
                  <State tone={toneOf(a.state)}>{lookup(w.agreement.state, a.state)}</State>
                </Link>
              </li>
            ))}
          </ul>
        </span>
      </td>
      <td data-name={w.watch.reach}>
        <span>
          <State tone={reachTone(p.state)} {...(p.error && { title: p.error })}>
            {lookup(w.watch.reachState, p.state)}
          </State>
          {p.since && (
            <span className={css.line}>
              {w.watch.since} <When at={p.since} />
            </span>
          )}
          {!p.compared && <span className={css.line}>{w.watch.compared}</span>}
        </span>
      </td>
      <td data-name={w.watch.out}>{w.watch.moved(w.number(flow?.out_day ?? 0), w.number(flow?.out_week ?? 0))}</td>
      <td data-name={w.watch.in}>{w.watch.moved(w.number(flow?.in_day ?? 0), w.number(flow?.in_week ?? 0))}</td>
      <td data-name={w.watch.receipted}>
        <span>
          {w.watch.receiptedOf(w.number(p.receipted.all), w.number(p.given.all))}
          <span className={css.line}>{w.watch.receiptedDay(w.number(p.receipted.day), w.number(p.given.day))}</span>
        </span>
      </td>
    </tr>
  );
}
