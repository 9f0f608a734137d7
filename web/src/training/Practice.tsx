import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Facts, Panel, State, type Tone } from "../base/page";
import { enterRealm } from "../base/realm";
import table from "../base/table.module.css";
import { Failure } from "../base/states";
import { When } from "../base/time";
import { inOwn } from "../warning/standing";
import { lookup, w } from "../words";
import { allPracticesQuery, useEnd, type PracticeRealm, type Room } from "./practice";
import { useLearn, type Course } from "./queries";
import css from "./training.module.css";

const tone = (state: Room["state"]): Tone => (state === "open" ? "good" : state === "none" ? "plain" : "warn");

/** Practice is the way into the practice realm of a course: what it is, how it stands, and its end. */
export function Practice({ of, room }: { of: Course; room: Room }) {
  const p = w.training.practice;
  const run = useLearn(of.id, (_: undefined) => take(api.POST("/training/courses/{id}/practice", { params: { path: { id: of.id } } })));
  const end = useEnd();
  const open = of.steps.find((l) => l.state === "open");
  if (of.state === "passed" && room.state === "none") return null;
  const text = room.state === "none" && of.state !== "learning" ? p.first : p[room.state];
  return (
    <Panel title={p.title}>
      <div className={css.lesson} role="status">
        <State tone={tone(room.state)}>{p.state[room.state]}</State>
        <p>{text}</p>
        {room.trouble && (
          <p role="alert">
            <strong>{p.trouble}</strong> {room.trouble}
          </p>
        )}
      </div>
      <div className={css.practice}>
        <div className={css.row}>
          {room.state === "none" && of.state === "learning" && (
            <Button onClick={() => run.mutate(undefined)} loading={run.isPending}>
              {p.start}
            </Button>
          )}
          {room.state === "opening" && (
            <Button loading disabled>
              {p.enter}
            </Button>
          )}
          {room.state === "open" && room.realm && <Button onClick={() => enterRealm(room.realm ?? "", open?.link ?? "/")}>{p.enter}</Button>}
          {(room.state === "open" || room.state === "opening") && room.realm && <Confirm {...p.end} act={end} args={room.realm} grave />}
        </div>
        {run.error && <Failure of={run.error} />}
        <Facts
          of={[
            [p.roles, room.roles.map((r) => lookup(w.admin.roleName, r)).join(", ")],
            [p.partners, room.partners.map((x) => `${x.name} (${x.code})`).join(", ")],
            ...(room.state === "open" ? ([[p.ends, <When key="e" at={room.ends} />]] as [string, React.ReactNode][]) : []),
          ]}
        />
      </div>
    </Panel>
  );
}

/** Into leads to a page within a practice realm, in this tab. */
export function Into({ room, to, children }: { room: Room; to: string; children: string }) {
  if (room.state !== "open" || !room.realm) return null;
  const realm = room.realm;
  return (
    <Button variant="default" size="xs" onClick={() => enterRealm(realm, to)}>
      {children}
    </Button>
  );
}

/** Practices lists the practice realms of the node, for whoever looks after courses. */
export function Practices() {
  const data = useQuery(allPracticesQuery).data;
  const p = w.training.practice;
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={p.all} lead={p.allLead(data.items.length)} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{p.whose}</th>
            <th>{w.training.course}</th>
            <th>{p.stands}</th>
            <th>{p.acted}</th>
            <th>{p.ends}</th>
            <th>
              <span className="unseen">{p.endOf.open}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {data.items.map((x) => (
            <Line key={x.id} of={x} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Line({ of }: { of: PracticeRealm }) {
  const p = w.training.practice;
  const end = useEnd();
  return (
    <tr>
      <td data-name={p.whose} className={css.strong}>
        {of.name}
      </td>
      <td data-name={w.training.course}>{of.course}</td>
      <td data-name={p.stands}>
        <State tone={tone(of.state)} title={of.trouble}>
          {p.state[of.state]}
        </State>
      </td>
      <td data-name={p.acted}>
        <When at={of.acted} />
      </td>
      <td data-name={p.ends}>
        <When at={of.ends} />
      </td>
      <td className={table.tight}>{of.state !== "ending" && <Confirm {...p.endOf} act={end} args={of.id} grave />}</td>
    </tr>
  );
}

/** Missing says in a line what is open in a lesson. */
export function missing(lesson: Course["steps"][number] | undefined): string {
  if (!lesson) return "";
  const open = lesson.tasks?.filter((x) => !x.done) ?? [];
  if (lesson.kind !== "task") return w.training.practice.nothing;
  return open.length === 0 ? w.training.practice.passed : open.map((x) => inOwn(x.title)).join(", ");
}
