import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Columns, Facts, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { say } from "../words/say";
import css from "./admin.module.css";
import { AdminPage } from "./AdminPage";
import { size, span } from "./amount";
import { figuresQuery, healthQuery, type Check, type Figure, type Health as Whole } from "./queries";

const order = { bad: 0, warn: 1, good: 2 };

/** Health shows every check, what needs somebody first. */
export function Health() {
  const health = useQuery(healthQuery);
  return (
    <AdminPage title={w.admin.health} lead={w.admin.healthLead} actions={<Verify />}>
      <Columns
        main={
          <Ready of={health}>
            {(data) => (
              <Panel title={w.admin.health} lead={<Sum of={data} />} flush>
                <table className={table.table}>
                  <thead>
                    <tr>
                      <th>{w.admin.state}</th>
                      <th>{w.admin.checkCol}</th>
                      <th>{w.admin.found}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {[...data.checks]
                      .sort((a, b) => order[a.state] - order[b.state])
                      .map((c) => (
                        <Line key={`${c.name} ${c.about ?? ""}`} of={c} />
                      ))}
                  </tbody>
                </table>
              </Panel>
            )}
          </Ready>
        }
        side={<Figures />}
      />
    </AdminPage>
  );
}

/** Sum says in one line whether anything needs somebody. */
export function Sum({ of }: { of: Whole }) {
  const count = (s: Check["state"]) => of.checks.filter((c) => c.state === s).length;
  const text = of.state === "bad" ? w.admin.healthBad(count("bad")) : of.state === "warn" ? w.admin.healthWarn(count("warn")) : w.admin.healthGood;
  return <State tone={of.state}>{text}</State>;
}

function Line({ of }: { of: Check }) {
  return (
    <tr>
      <td data-name={w.admin.state} className={table.tight}>
        <State tone={of.state}>{lookup(w.admin.healthState, of.state)}</State>
      </td>
      <td data-name={w.admin.checkCol}>
        <span>
          <strong>{lookup(w.admin.check, of.name)}</strong> {of.about && <span className="mono">{of.about}</span>}
          <div className={css.soft}>{lookup(w.admin.meaning, of.name)}</div>
        </span>
      </td>
      <td data-name={w.admin.found}>
        <span>
          {say(of.found, of.found_phrase)}
          {of.todo && (
            <div className={css.todo}>
              <strong>{w.admin.todo}:</strong> {say(of.todo, of.todo_phrase)}
            </div>
          )}
        </span>
      </td>
    </tr>
  );
}

function Verify() {
  const client = useQueryClient();
  const may = useMay("node.manage");
  const act = useMutation({
    mutationFn: (_: undefined) => take(api.POST("/node/check", { body: {} })),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["node"] }),
  });
  if (!may) return null;
  return <Confirm open={w.admin.verify} title={w.admin.verifyTitle} text={w.admin.verifyText} go={w.admin.verifyDo} act={act} args={undefined} />;
}

function Figures() {
  const may = useMay("metrics.read");
  const figures = useQuery({ ...figuresQuery, enabled: may });
  if (!may) return null;
  return (
    <Panel title={w.admin.figures} lead={w.admin.figuresLead}>
      <Ready of={figures}>{(data) => <Facts wide of={data.items.map((f) => [name(f), value(f)])} />}</Ready>
    </Panel>
  );
}

function name(f: Figure): string {
  const known = lookup(w.admin.figure, f.name);
  return f.label ? w.admin.figureOf(known, f.label) : known;
}

function value(f: Figure) {
  if (f.name.endsWith("_bytes")) return size(f.value);
  if (f.name === "start_time_seconds") return <When at={new Date(f.value * 1000).toISOString()} />;
  if (f.name.endsWith("_seconds")) return span(f.value);
  return w.number(f.value);
}
