import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Page, Panel, State, type Tone } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import css from "../incident/incident.module.css";
import { lookup, w } from "../words";
import { Acts, Record } from "./Acts";
import { Carried } from "./Carried";
import { lessonsQuery, type Lesson } from "./queries";

const shows = ["open", "overdue", "identified", "assigned", "done", "learned", "all"] as const;

function fits(show: string, of: Lesson): boolean {
  if (show === "all") return true;
  if (show === "open") return of.state !== "learned";
  return show === "overdue" ? of.overdue : of.state === show;
}

/** Lessons lists what exercises have taught, what is overdue first. */
export function Lessons() {
  const l = w.lesson;
  const may = useMay("lesson.write");
  const query = useQuery(lessonsQuery);
  const [show, setShow] = useState<string>("open");
  const [exercise, setExercise] = useState("");
  const known = new Map((query.data?.items ?? []).map((x) => [x.exercise, x.name]));
  return (
    <Page
      title={l.title}
      lead={l.lead}
      actions={
        <>
          <Link to="/lessons/figures">{l.figures.title}</Link>
          {may && (
            <>
              <Record />
              <Carried />
            </>
          )}
        </>
      }
    >
      <Panel
        title={l.list}
        flush
        actions={
          <>
            <Select aria-label={l.show} data={shows.map((s) => ({ value: s, label: lookup(l.shows, s) }))} value={show} onChange={(v) => setShow(v ?? "open")} allowDeselect={false} />
            <Select aria-label={l.exercise} data={[{ value: "", label: l.anyExercise }, ...[...known].map(([value, label]) => ({ value, label }))]} value={exercise} onChange={(v) => setExercise(v ?? "")} allowDeselect={false} />
          </>
        }
      >
        <Ready of={query}>
          {(data) => {
            const shown = data.items.filter((x) => fits(show, x) && (exercise === "" || x.exercise === exercise));
            if (data.items.length === 0) return <Empty title={l.empty} text={l.emptyText} />;
            return shown.length === 0 ? <p className={css.pad}>{l.none}</p> : <List of={shown} />;
          }}
        </Ready>
      </Panel>
    </Page>
  );
}

const tones: Record<Lesson["state"], Tone> = { identified: "warn", assigned: "plain", done: "warn", learned: "good" };

function List({ of }: { of: Lesson[] }) {
  const c = w.lesson.column;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{c.state}</th>
          <th>{c.observation}</th>
          <th>{c.action}</th>
          <th>{c.due}</th>
          <th>{c.last}</th>
          <th>{c.acts}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((x) => (
          <tr key={x.id}>
            <td data-name={c.state}>
              <State tone={x.overdue ? "bad" : tones[x.state]}>{x.overdue ? w.lesson.overdue : lookup(w.lesson.state, x.state)}</State>
            </td>
            <td data-name={c.observation}>
              <div>
                {x.observation}
                {x.lesson !== "" && <p className={css.strong}>{x.lesson}</p>}
                <p className={css.soft}>
                  {x.name}
                  {x.about !== "" && ` · ${x.about}`}
                </p>
              </div>
            </td>
            <td data-name={c.action}>
              {x.action === "" ? (
                "–"
              ) : (
                <div>
                  {x.action}
                  <p className={css.soft}>{x.owner}</p>
                </div>
              )}
            </td>
            <td data-name={c.due}>{x.due ? <When at={x.due} /> : "–"}</td>
            <td data-name={c.last}>
              <Last of={x} />
            </td>
            <td data-name={c.acts}>
              <Acts of={x} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Last({ of }: { of: Lesson }) {
  const step = of.steps.at(-1);
  if (!step) return <>–</>;
  return (
    <div>
      {step.words}
      {step.retest !== "" && <p>{w.lesson.retested(step.retest)}</p>}
      <p className={css.soft}>
        {step.name}, <When at={step.at} />
      </p>
    </div>
  );
}
