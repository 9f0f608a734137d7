import { Select } from "@mantine/core";
import { lazy, Suspense, useMemo, useState } from "react";
import { Loading } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import css from "../incident/incident.module.css";
import type { Shape } from "../report/shapes";
import { w } from "../words";
import { difference, figuresOf, span, teamsOf, times, type Time } from "./compare";
import type { Measured, TeamFigures } from "./queries";

const Chart = lazy(() => import("../report/Chart"));
const latest = 6; // exercises of the chart; the table has every one

/** graded writes a score, never without its coverage. */
export const graded = (t: Pick<TeamFigures, "got" | "graded" | "n_graded" | "n_gradable">) => `${w.conduct.score.of(t.got, t.graded)}; ${w.conduct.score.graded(t.n_graded, t.n_gradable)}`;

const heads = (): Record<Time, string> => ({ detect_ms: w.aftermath.figures.detect, share_ms: w.aftermath.figures.share, decide_ms: w.aftermath.figures.decide });

/** shape is the chart of a team over exercises, in minutes; a time that is not known has no bar. */
function shape(of: Measured[], team: string): Shape {
  const shown = of.filter((m) => figuresOf(m, team)).slice(-latest);
  const minutes = (m: Measured, t: Time) => Math.round((figuresOf(m, team)?.[t] ?? 0) / 6000) / 10;
  return {
    sentence: w.lesson.figures.chart(team || w.lesson.figures.all),
    head: [],
    rows: [],
    chart: { kind: "bars", names: shown.map((m) => m.name), series: times.map((t) => ({ name: heads()[t], values: shown.map((m) => minutes(m, t)) })), stack: false, unit: w.lesson.figures.minutes },
  };
}

/** Compared shows what one team, or all of them, came to in exercises: in their order, each beside the one before it. Beside an exercise of one's own (by id) the others are said to be earlier. */
export function Compared({ of, own }: { of: Measured[]; own?: string }) {
  const f = w.lesson.figures;
  const [team, setTeam] = useState("");
  const chart = useMemo(() => shape(of, team), [of, team]);
  const head = heads();
  return (
    <>
      <div className={css.pad}>
        <Select label={f.team} data={[{ value: "", label: f.all }, ...teamsOf(of).map((name) => ({ value: name, label: name }))]} value={team} onChange={(v) => setTeam(v ?? "")} allowDeselect={false} maw="24rem" />
        <p className={css.soft}>{chart.sentence}</p>
        <Suspense fallback={<Loading />}>
          <Chart of={chart} />
        </Suspense>
      </div>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{f.exercise}</th>
            {times.map((t) => (
              <th key={t}>{head[t]}</th>
            ))}
            <th>{w.aftermath.figures.score}</th>
          </tr>
        </thead>
        <tbody>
          {of.map((m, i) => (
            <Line key={m.exercise} all={of} at={i} team={team} head={head} earlier={own !== undefined && m.exercise !== own} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Line({ all, at, team, head, earlier }: { all: Measured[]; at: number; team: string; head: Record<Time, string>; earlier: boolean }) {
  const f = w.lesson.figures;
  const m = all[at];
  if (!m) return null;
  const x = figuresOf(m, team);
  return (
    <tr>
      <td data-name={f.exercise}>
        <div>
          {earlier ? f.earlier(m.name) : m.name}
          <p className={css.soft}>
            <When at={m.figures.started} />
          </p>
          <p className={css.soft}>{f.length(span(m.figures.length_ms), m.figures.injects)}</p>
        </div>
      </td>
      {times.map((t, i) => (
        <td key={t} data-name={head[t]}>
          <div>
            {!x ? f.absent : x[t] === undefined ? w.aftermath.figures.none : w.aftermath.figures.over(span(x[t]), x.of[i] ?? 0)}
            <p className={css.soft}>{difference(all, at, team, t)}</p>
          </div>
        </td>
      ))}
      <td data-name={w.aftermath.figures.score}>{x ? graded(x) : "–"}</td>
    </tr>
  );
}
