import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Code, Page, Panel, State } from "../base/page";
import { Empty, Failure, Ready } from "../base/states";
import table from "../base/table.module.css";
import { lookup, w } from "../words";
import { share, stamp } from "./clock";
import { ClockFace } from "./ClockFace";
import css from "./conduct.module.css";
import { Judgements } from "./Judgements";
import { boardQuery, useDo, type Board, type Score, type TeamScore } from "./queries";

/** Scoreboard shows every team's score, always beside how much of it was graded. */
export function Scoreboard() {
  const s = w.conduct.score;
  const query = useQuery(boardQuery);
  const [team, setTeam] = useState("");
  return (
    <Page title={s.title} lead={s.lead} actions={query.data?.full === true && <Shown of={query.data} />}>
      <ClockFace />
      <Ready of={query}>
        {(board) => {
          if (board.mode === "hidden" && !board.full) return <Empty title={s.hidden} text={s.hiddenText} />;
          if (board.teams.length === 0) return <Empty title={s.empty} text={s.emptyText} />;
          return (
            <>
              <Panel title={s.teams} lead={board.mode === "frozen" && !board.full ? s.frozenText(stamp(board.time_ms)) : s.at(stamp(board.time_ms))} flush>
                <Teams of={board} team={team} setTeam={setTeam} />
              </Panel>
              {board.full && team !== "" && <Judgements team={team} inject="" />}
            </>
          );
        }}
      </Ready>
    </Page>
  );
}

function Shown({ of }: { of: Board }) {
  const s = w.conduct.score;
  const show = useDo((mode: Board["mode"]) => take(api.POST("/exercise/score/show", { body: { mode } })));
  return (
    <div>
      <Select label={s.players} data={(["live", "frozen", "hidden"] as const).map((m) => ({ value: m, label: lookup(s.mode, m) }))} value={of.mode} onChange={(v) => v && show.mutate(v as Board["mode"])} allowDeselect={false} disabled={show.isPending} />
      {show.error && <Failure of={show.error} />}
    </div>
  );
}

function Teams({ of, team, setTeam }: { of: Board; team: string; setTeam: (t: string) => void }) {
  const s = w.conduct.score;
  const ranked = [...of.teams].sort((a, b) => b.all.got - a.all.got || a.name.localeCompare(b.name));
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{s.team}</th>
          <th>{s.points}</th>
          <th>{s.coverage}</th>
          <th>{s.objectives}</th>
          <th>{s.categories}</th>
        </tr>
      </thead>
      <tbody>
        {ranked.map((t) => (
          <tr key={t.team} data-opens={of.full || undefined} aria-current={t.team === team || undefined}>
            <td data-name={s.team}>
              <Code>{t.party}</Code>{" "}
              {of.full ? (
                <button type="button" className={css.link} data-line onClick={() => setTeam(t.team === team ? "" : t.team)}>
                  {t.name}
                </button>
              ) : (
                t.name
              )}
            </td>
            <td data-name={s.points}>
              <Points of={t.all} />
            </td>
            <td data-name={s.coverage}>
              <Coverage of={t.all} />
            </td>
            <td data-name={s.objectives}>
              <Parts of={t.objectives} />
            </td>
            <td data-name={s.categories}>
              <Parts of={t.categories} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Points({ of }: { of: Score }) {
  return <span className={css.points}>{of.n_graded === 0 ? w.conduct.score.nothing : w.conduct.score.of(of.got, of.graded)}</span>;
}

/** Coverage says how much of what could be graded was; less than all of it is no good sign, whatever the points. */
function Coverage({ of }: { of: Score }) {
  const s = w.conduct.score;
  const whole = of.graded === of.gradable;
  return (
    <div>
      <State tone={of.gradable === 0 ? "plain" : whole ? "good" : "warn"}>{share(of.graded, of.gradable)}</State>
      <div className={css.bar} aria-hidden="true">
        <span style={{ width: share(of.graded, of.gradable).replace(" ", "") }} />
      </div>
      <p className={css.soft}>{s.graded(of.n_graded, of.n_gradable)}</p>
    </div>
  );
}

function Parts({ of }: { of: TeamScore["objectives"] }) {
  const s = w.conduct.score;
  if (of.length === 0) return <>–</>;
  return (
    <ul className={css.parts}>
      {of.map((p) => (
        <li key={p.name}>
          {p.title || p.name}: {p.n_graded === 0 ? s.nothing : s.of(p.got, p.graded)} <span className={css.soft}>({s.part(share(p.graded, p.gradable))})</span>
        </li>
      ))}
    </ul>
  );
}
