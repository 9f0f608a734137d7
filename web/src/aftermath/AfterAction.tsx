import { useQuery } from "@tanstack/react-query";
import { stamp } from "../conduct/clock";
import css from "../conduct/conduct.module.css";
import { Code, Facts, Page, Panel, Stack } from "../base/page";
import { Empty, Failure, Loading } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { fill, say } from "../words/say";
import { graded } from "../lesson/Compared";
import { Beside } from "./Beside";
import { whole } from "./beside";
import { Observations } from "./Observations";
import { reportQuery, type Report } from "./queries";
import { length } from "./replay";
import { Replay } from "./Replay";

/** AfterAction looks back at the exercise: what each team knew when, what it came to, and what people noticed. */
export function AfterAction() {
  const a = w.aftermath;
  const query = useQuery(reportQuery);
  return (
    <Page title={a.title} lead={a.lead} actions={query.data && <Documents />}>
      <Stack>
        {query.data ? <Whole of={query.data} /> : query.error ? <Failure of={query.error} retry={() => void query.refetch()} /> : <Loading />}
        <Observations />
      </Stack>
    </Page>
  );
}

function Documents() {
  const lang = w.locale.slice(0, 2);
  return (
    <>
      <a href={`/api/v1/exercise/report.html?lang=${lang}`} target="_blank" rel="noreferrer">
        {w.aftermath.page}
      </a>
      <a href={`/api/v1/exercise/report.pdf?lang=${lang}`} download>
        {w.aftermath.pdf}
      </a>
    </>
  );
}

function Whole({ of }: { of: Report }) {
  const a = w.aftermath;
  if (of.phase === "waiting") return <Empty title={a.waiting} text={a.waitingText} />;
  return (
    <>
      <Panel title={of.name || a.exercise} lead={of.text}>
        <Facts
          of={[
            [a.time, stamp(of.time_ms)],
            [
              a.clock,
              <ul key="clock" className={css.parts}>
                {of.clock.map((t, i) => (
                  <li key={i}>
                    {lookup(a.turn, t.act)} {stamp(t.time_ms)} (<When at={t.at} />)
                  </li>
                ))}
              </ul>,
            ],
            [a.objectives, of.objectives.map((o) => o.name).join(", ") || "–"],
          ]}
        />
        {of.left_out && <p className={css.soft}>{a.leftOut}</p>}
      </Panel>
      <Replay of={of} />
      <Figures of={of} />
      <Beside of={of} />
      <Missed of={of} />
    </>
  );
}

function Figures({ of }: { of: Report }) {
  const f = w.aftermath.figures;
  const show = (ms: number | undefined, n: number) => (ms === undefined ? f.none : f.over(length(ms), n));
  return (
    <Panel title={f.title} lead={f.lead} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.aftermath.team}</th>
            <th>{f.detect}</th>
            <th>{f.share}</th>
            <th>{f.decide}</th>
            <th>{f.score}</th>
          </tr>
        </thead>
        <tbody>
          {of.figures.map((x) => {
            const score = of.scores.find((t) => t.team === x.team)?.all;
            return (
              <tr key={x.team}>
                <td data-name={w.aftermath.team}>
                  <Code>{x.party}</Code> {x.name}
                </td>
                <td data-name={f.detect}>{show(x.detect_ms, x.of[0] ?? 0)}</td>
                <td data-name={f.share}>{show(x.share_ms, x.of[1] ?? 0)}</td>
                <td data-name={f.decide}>{show(x.decide_ms, x.of[2] ?? 0)}</td>
                <td data-name={f.score}>{score ? graded(score) : "–"}</td>
              </tr>
            );
          })}
          {of.figures.length > 1 && (
            <tr>
              <td data-name={w.aftermath.team}>{f.all}</td>
              <td data-name={f.detect}>{show(of.overall.detect_ms, of.overall.of[0] ?? 0)}</td>
              <td data-name={f.share}>{show(of.overall.share_ms, of.overall.of[1] ?? 0)}</td>
              <td data-name={f.decide}>{show(of.overall.decide_ms, of.overall.of[2] ?? 0)}</td>
              <td data-name={f.score}>{graded(whole(of))}</td>
            </tr>
          )}
        </tbody>
      </table>
    </Panel>
  );
}

function Missed({ of }: { of: Report }) {
  const m = w.aftermath.missed;
  return (
    <Panel title={m.title} flush>
      {of.missed.length === 0 ? (
        <p className={css.pad}>{m.none}</p>
      ) : (
        <ul className={css.judged}>
          {of.missed.map((x, i) => (
            <li key={i}>
              <p>
                <Code>{x.team}</Code> <strong>{x.name}</strong>{" "}
                <span className={css.soft}>
                  {x.number} {x.title}
                </span>
              </p>
              <ul className={css.why}>
                {x.by_hand !== "" && <li>{m.byHand(x.by_hand)}</li>}
                {x.why.map((p, k) => (
                  <li key={k}>{say(fill(p.format, p.args), p)}</li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
