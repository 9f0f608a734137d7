import type { Measured, TeamFigures } from "../lesson/queries";
import { w } from "../words";
import type { Report } from "./queries";

const points = ["got", "graded", "gradable", "n_graded", "n_gradable"] as const;
type Points = Pick<TeamFigures, (typeof points)[number]>;
const nothing: Points = { got: 0, graded: 0, gradable: 0, n_graded: 0, n_gradable: 0 };

/** whole is the score of all teams together. */
export function whole(of: Report): Points {
  return of.scores.reduce((sum, t) => Object.fromEntries(points.map((p) => [p, sum[p] + t.all[p]])) as Points, nothing);
}

/** own gives this exercise in the form of those that were before it. */
export function own(of: Report): Measured {
  const teams = of.figures.map((f) => ({ ...nothing, ...of.scores.find((t) => t.team === f.team)?.all, ...f, name: f.name || f.team }));
  return {
    exercise: of.realm,
    name: w.lesson.figures.now,
    figures: { started: of.clock[0]?.at ?? of.at, length_ms: of.time_ms, injects: new Set(of.injects.filter((x) => x.sent_ms !== undefined).map((x) => x.inject)).size, all: { ...of.overall, ...whole(of), name: "" }, teams },
  };
}
