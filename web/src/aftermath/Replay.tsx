import { Select } from "@mantine/core";
import { useState } from "react";
import { Code, Panel } from "../base/page";
import table from "../base/table.module.css";
import { stamp } from "../conduct/clock";
import css from "../conduct/conduct.module.css";
import { lookup, w } from "../words";
import type { Report } from "./queries";
import { knows, upTo } from "./replay";
import own from "./aftermath.module.css";

const step = 1000; // one second of exercise time

/** Replay shows what had happened up to the exercise time on the slider, and what each team knew then. */
export function Replay({ of }: { of: Report }) {
  const r = w.aftermath.replay;
  const last = Math.max(step, of.time_ms, of.timeline.at(-1)?.time_ms ?? 0);
  const [time, setTime] = useState(last);
  const [team, setTeam] = useState("");
  const happened = upTo(of.timeline, time, team);
  const counts = knows(upTo(of.timeline, time, ""));
  const name = (id: string) => of.teams.find((t) => t.id === id)?.name ?? id;
  return (
    <Panel title={r.title} lead={r.lead} flush actions={<Select aria-label={w.aftermath.team} data={[{ value: "", label: r.anyTeam }, ...of.teams.map((t) => ({ value: t.id, label: t.name }))]} value={team} onChange={(v) => setTeam(v ?? "")} allowDeselect={false} />}>
      <div className={own.slider}>
        <input type="range" aria-label={r.slider} aria-valuetext={stamp(time)} min={0} max={last} step={step} value={time} onChange={(e) => setTime(Number(e.currentTarget.value))} />
        <output className={css.points}>{stamp(time)}</output>
      </div>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.aftermath.team}</th>
            <th>{r.sent}</th>
            <th>{r.seen}</th>
            <th>{r.answered}</th>
            <th>{r.acts}</th>
          </tr>
        </thead>
        <tbody>
          {of.teams.map((t) => {
            const n = counts.get(t.id);
            return (
              <tr key={t.id}>
                <td data-name={w.aftermath.team}>
                  <Code>{t.party}</Code> {t.name}
                </td>
                <td data-name={r.sent}>{n?.sent ?? 0}</td>
                <td data-name={r.seen}>{n?.seen ?? 0}</td>
                <td data-name={r.answered}>{n?.answered ?? 0}</td>
                <td data-name={r.acts}>{n?.act ?? 0}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {happened.length === 0 ? (
        <p className={css.pad}>{r.none}</p>
      ) : (
        <ol className={css.log} aria-label={r.title}>
          {happened
            .slice(-500)
            .reverse()
            .map((m, i) => (
              <li key={i}>
                <span className={css.points}>{stamp(m.time_ms)}</span> <Code>{m.party}</Code> {m.team !== "" && name(m.team)} {lookup(r.what, m.what)} {m.words}
              </li>
            ))}
        </ol>
      )}
    </Panel>
  );
}
