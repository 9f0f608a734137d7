import { Code, State } from "../base/page";
import { Empty } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import css from "./duty.module.css";
import type { DutyReport } from "./queries";
import { Reciprocity } from "./Reciprocity";
import { toneOf } from "./standing";

const counts = ["due", "met", "late", "lapsed", "excused", "contested"] as const;

/** Counted shows what a report counts for each party: the sums, then each obligation. */
export function Counted({ of }: { of: DutyReport }) {
  return (
    <>
      {of.lines.length === 0 ? <Empty title={w.duty.report.nothing} text={w.duty.report.nothingText} /> : <Owed of={of} />}
      <Reciprocity of={of} />
    </>
  );
}

function Owed({ of }: { of: DutyReport }) {
  return (
    <>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.duty.what}</th>
            <th>{w.duty.owedBy}</th>
            {counts.map((c) => (
              <th key={c} className={css.num}>
                {w.duty.count[c]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.lines.map((l) => (
            <tr key={l.kind + l.force + l.party}>
              <td data-name={w.duty.what}>
                <div>
                  {lookup(w.agreement.kind, l.kind)} <span className={css.soft}>{lookup(w.duty.forces, l.force)}</span>
                </div>
              </td>
              <td data-name={w.duty.owedBy}>
                <Code>{l.party}</Code>
              </td>
              {counts.map((c) => (
                <td key={c} data-name={w.duty.count[c]} className={table.num}>
                  {l[c]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.duty.due}</th>
            <th>{w.duty.owedBy}</th>
            <th>{w.duty.what}</th>
            <th>{w.duty.standing}</th>
          </tr>
        </thead>
        <tbody>
          {of.items.map((i) => (
            <tr key={i.id}>
              <td data-name={w.duty.due} className={table.tight}>
                <When at={i.due} />
              </td>
              <td data-name={w.duty.owedBy}>
                <Code>{i.party}</Code>
              </td>
              <td data-name={w.duty.what}>
                <div>
                  {lookup(w.agreement.kind, i.kind)} <Code>{i.provision}</Code> {i.what}
                </div>
              </td>
              <td data-name={w.duty.standing}>
                <div>
                  <State tone={toneOf({ state: i.state, soon: i.due } as Parameters<typeof toneOf>[0], new Date())}>{lookup(w.duty.state, i.state)}</State> {i.met_at && <When at={i.met_at} />} {i.answer} {i.reference && <Code>{i.reference}</Code>} {i.reason}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
