import { Button } from "@mantine/core";
import { api, take } from "../base/api";
import { Code, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Failure } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { useAct, type Exercise } from "./queries";

/** Parties says how those who were invited stand, and who is simulated. */
export function Parties({ of }: { of: Exercise }) {
  const may = useMay("exercise.propose");
  const again = useAct((party: string) => take(api.POST("/exercises/{id}/parties/{party}/invite", { params: { path: { id: of.id, party } } })));
  const p = w.exercise.parties;
  return (
    <Panel title={p.title} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{p.party}</th>
            <th>{p.stands}</th>
            <th>{p.since}</th>
            <th>
              <span className="unseen">{p.act}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {of.answers.map((a) => (
            <tr key={a.party}>
              <td data-name={p.party}>
                <Code>{a.party}</Code>
              </td>
              <td data-name={p.stands}>
                <State tone={a.state === "joined" ? "good" : a.state === "declined" ? "bad" : "warn"}>{lookup(p.state, a.state)}</State> {a.reason}
              </td>
              <td data-name={p.since}>
                <When at={a.at} />
              </td>
              <td data-name={p.act}>
                {may && of.state === "open" && a.state !== "joined" && (
                  <Button size="compact-sm" variant="default" onClick={() => again.mutate(a.party)} loading={again.isPending}>
                    {p.again}
                  </Button>
                )}
              </td>
            </tr>
          ))}
          {of.simulated.map((s) => (
            <tr key={s.code}>
              <td data-name={p.party}>
                <Code>{s.code}</Code> {s.name}
              </td>
              <td data-name={p.stands}>
                <State tone="plain">{p.simulated}</State>
              </td>
              <td />
              <td />
            </tr>
          ))}
        </tbody>
      </table>
      {again.error && <Failure of={again.error} />}
    </Panel>
  );
}
