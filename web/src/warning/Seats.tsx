import { Code, Panel, State } from "../base/page";
import { useSession } from "../base/session";
import table from "../base/table.module.css";
import { full, parse, When } from "../base/time";
import { Reached } from "../federation/Reached";
import css from "../incident/incident.module.css";
import { lookup, w } from "../words";
import type { Seat, Warning } from "./queries";
import { affectedTone, lastOf } from "./standing";

/** Seats shows of each party that was warned whether it has it, and what it says. */
export function Seats({ of }: { of: Warning }) {
  const s = w.warning.seats;
  return (
    <Panel title={s.title} lead={s.lead} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{s.party}</th>
            <th>{s.has}</th>
            <th>{s.says}</th>
          </tr>
        </thead>
        <tbody>
          {of.seats.map((x) => (
            <tr key={x.party}>
              <td data-name={s.party}>
                <Code>{x.party}</Code>
              </td>
              <td data-name={s.has}>
                <Has of={x} warning={of} />
              </td>
              <td data-name={s.says}>
                <Says of={x} warning={of} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Has({ of, warning }: { of: Seat; warning: Warning }) {
  const own = useSession().party.code;
  if (of.party === own) return <span className={css.soft}>{w.warning.seats.ours}</span>;
  // Who has no log to the party about it knows by the party's word alone.
  if (of.via || !of.given) {
    if (lastOf(of)) return <State tone="good">{w.warning.seats.byWord}</State>;
    return warning.owner === own ? <Reached of={of} /> : <span className={css.soft}>{w.warning.seats.unknown}</span>;
  }
  return <Reached of={of} />;
}

function Says({ of, warning }: { of: Seat; warning: Warning }) {
  const s = w.warning.seats;
  const last = lastOf(of);
  return (
    <div>
      <State tone={affectedTone(last?.affected ?? "")}>{lookup(w.warning.affected, last?.affected ?? "")}</State>
      {last && (
        <p className={css.soft}>
          {last.by}, <When at={last.at} />
          {last.rev !== warning.text.rev && `, ${s.ofText(last.rev)}`}
        </p>
      )}
      {last?.words && <p className={css.text}>{last.words}</p>}
      {of.owes && (
        <p>
          <State tone={of.overdue ? "bad" : "warn"}>
            {s.owes(full(parse(warning.text.due) ?? new Date()))}
            {of.overdue && `, ${s.overdue}`}
          </State>
        </p>
      )}
      {of.said.length > 1 && (
        <details>
          <summary>{s.earlier(of.said.length - 1)}</summary>
          <ul className={css.list}>
            {of.said.slice(0, -1).reverse().map((x) => (
              <li key={x.at}>
                {lookup(w.warning.affected, x.affected)}, {x.by}, <When at={x.at} />
                {x.words && <p className={css.text}>{x.words}</p>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
