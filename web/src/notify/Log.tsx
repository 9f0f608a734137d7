import { State } from "../base/page";
import { Empty } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { w } from "../words";
import { fill, say } from "../words/say";
import css from "./notify.module.css";
import type { Delivery } from "./queries";
import { deliveryTone } from "./standing";

/** Log lists what was sent and what became of it, with the reason where it failed. */
export function Log({ of, own }: { of: Delivery[]; own?: boolean }) {
  if (of.length === 0) return <Empty title={w.notify.noLog} text={w.notify.noLogText} />;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.notify.made}</th>
          <th>{w.notify.what}</th>
          {!own && <th>{w.notify.to}</th>}
          <th>{w.notify.by}</th>
          <th>{w.notify.state}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((d) => (
          <tr key={d.id}>
            <td data-name={w.notify.made} className={table.tight}>
              <When at={d.created} />
            </td>
            <td data-name={w.notify.what}>
              {w.notify.form[d.form]} {d.acts > 0 && <span className={css.soft}>{w.notify.acts(d.acts)}</span>}
            </td>
            {!own && <td data-name={w.notify.to}>{d.person || d.address}</td>}
            <td data-name={w.notify.by}>{w.notify.road[d.by]}</td>
            <td data-name={w.notify.state}>
              <div>
                <State tone={deliveryTone(d)}>{w.notify.deliveryState[d.state]}</State>
                {d.reason && <p className={css.soft}>{say(fill(d.reason.format, d.reason.args), d.reason)}</p>}
                {d.next && d.tries > 0 && (
                  <p className={css.soft}>
                    {w.notify.again} <When at={d.next} />
                  </p>
                )}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
