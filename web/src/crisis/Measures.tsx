import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Marking } from "../base/marking";
import { Code, Panel } from "../base/page";
import { useMay } from "../base/session";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { w } from "../words";
import { measuresQuery } from "./queries";

/** Measures shows the ceilings that decisions have set and that hold now; nothing while there are none. */
export function Measures() {
  const query = useQuery({ ...measuresQuery, enabled: useMay("agreement.read") });
  const all = query.data?.items ?? [];
  if (all.length === 0) return null;
  const m = w.crisis.measures;
  return (
    <Panel title={m.title} lead={m.lead} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{m.ceiling}</th>
            <th>{m.giver}</th>
            <th>{m.until}</th>
            <th>{m.by}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((x) => (
            <tr key={`${x.proposal} ${x.rev} ${x.n}`}>
              <td data-name={m.ceiling}>
                <Marking of={{ tlp: x.tlp }} />
              </td>
              <td data-name={m.giver}>{x.giver ? <Code>{x.giver}</Code> : m.among(x.parties.join(", "))}</td>
              <td data-name={m.until}>
                <When at={x.until} />
              </td>
              <td data-name={m.by}>
                <span>
                  <Link to="/crisis/$id" params={{ id: x.proposal }}>
                    {x.title || w.crisis.untitled}
                  </Link>
                  , {x.body}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
