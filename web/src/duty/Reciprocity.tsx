import { Code, State } from "../base/page";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import css from "./duty.module.css";
import type { DutyReport } from "./queries";

const tones: Record<string, "good" | "bad" | "warn" | "plain"> = { executed: "good", late: "warn", refused: "bad", lapsed: "bad", running: "plain" };

/** Reciprocity shows what went each way under an agreement, and what was called back; nothing where nothing went. */
export function Reciprocity({ of }: { of: DutyReport }) {
  if (of.balances.length === 0 && of.recalls.length === 0) return null;
  return (
    <>
      {of.balances.length > 0 && (
        <table className={table.table} aria-label={w.duty.exchange.title}>
          <thead>
            <tr>
              <th>{w.duty.exchange.from}</th>
              <th>{w.duty.exchange.to}</th>
              <th>{w.duty.exchange.under}</th>
              <th className={css.num}>{w.duty.exchange.releases}</th>
              <th className={css.num}>{w.duty.exchange.objects}</th>
            </tr>
          </thead>
          <tbody>
            {of.balances.map((b) => (
              <tr key={b.from + b.to + b.provision}>
                <td data-name={w.duty.exchange.from}>
                  <Code>{b.from}</Code>
                </td>
                <td data-name={w.duty.exchange.to}>
                  <Code>{b.to}</Code>
                </td>
                <td data-name={w.duty.exchange.under}>
                  <Code>{b.provision}</Code>
                </td>
                <td data-name={w.duty.exchange.releases} className={table.num}>
                  {b.releases}
                </td>
                <td data-name={w.duty.exchange.objects} className={table.num}>
                  {b.objects}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {of.recalls.length > 0 && (
        <table className={table.table} aria-label={w.duty.exchange.recalls}>
          <thead>
            <tr>
              <th>{w.duty.due}</th>
              <th>{w.duty.exchange.by}</th>
              <th>{w.duty.owedBy}</th>
              <th>{w.duty.exchange.ordered}</th>
              <th>{w.duty.standing}</th>
            </tr>
          </thead>
          <tbody>
            {of.recalls.map((r) => (
              <tr key={r.order + r.to}>
                <td data-name={w.duty.due} className={table.tight}>
                  <When at={r.due} />
                </td>
                <td data-name={w.duty.exchange.by}>
                  <Code>{r.from}</Code>
                </td>
                <td data-name={w.duty.owedBy}>
                  <Code>{r.to}</Code>
                </td>
                <td data-name={w.duty.exchange.ordered} className={table.tight}>
                  <When at={r.at} />
                </td>
                <td data-name={w.duty.standing}>
                  <State tone={tones[r.state] ?? "plain"}>{lookup(w.duty.exchange.state, r.state)}</State>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
