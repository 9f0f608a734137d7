import { Link } from "@tanstack/react-router";
import { Code, State } from "../base/page";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { left, useNow } from "../watch/clock";
import { lookup, w } from "../words";
import type { Run } from "./queries";
import { toneOfRun } from "./standing";

/** RunTable lists runs; within a playbook or an incident that is not said again. */
export function RunTable({ of, within }: { of: Run[]; within?: "playbook" | "incident" }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.playbook.run}</th>
          {within !== "playbook" && <th>{w.playbook.playbook}</th>}
          <th>{w.playbook.stands}</th>
          <th>{w.playbook.clock}</th>
          {within !== "incident" && <th>{w.playbook.incident}</th>}
          <th>{w.playbook.started}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((r) => (
          <tr key={r.id} data-opens>
            <td data-name={w.playbook.run}>
              <Link to="/playbooks/runs/$id" params={{ id: r.id }}>
                {r.title}
              </Link>
            </td>
            {within !== "playbook" && <td data-name={w.playbook.playbook}>{r.playbook.name}</td>}
            <td data-name={w.playbook.stands}>
              <span>
                <State tone={toneOfRun(r.phase)}>{lookup(w.playbook.phase, r.phase)}</State> {r.phase === "running" && w.playbook.waiting(r.open)}
              </span>
            </td>
            <td data-name={w.playbook.clock}>{r.due ? <Clock due={r.due} /> : "–"}</td>
            {within !== "incident" && <td data-name={w.playbook.incident}>{r.incident ? <Code>{r.incident}</Code> : "–"}</td>}
            <td data-name={w.playbook.started} className={table.tight}>
              <span>
                <When at={r.started_at} /> {r.started_by}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Clock counts down to the end of a step's time, and from there up. */
export function Clock({ due }: { due: string }) {
  const now = useNow(true);
  const l = left(Date.parse(due), now);
  return (
    <State tone={l.tone} title={due}>
      {l.text}
    </State>
  );
}
