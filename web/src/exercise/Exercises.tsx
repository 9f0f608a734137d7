import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useLines } from "../base/lines";
import { Code, Page, Panel, State, type Tone } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { exercisesQuery, type Exercise } from "./queries";

/** Exercises lists the exercises that the person deals with or takes part in. */
export function Exercises() {
  const may = useMay("exercise.propose");
  const query = useQuery(exercisesQuery);
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  return (
    <Page
      title={w.exercise.title}
      lead={w.exercise.lead}
      actions={
        may && (
          <Button component={Link} to="/exercises/new">
            {w.exercise.new}
          </Button>
        )
      }
    >
      <Panel title={w.exercise.list} flush>
        <div ref={box}>
          <Ready of={query}>{(data) => (data.items.length === 0 ? <Empty title={w.exercise.empty} text={may ? w.exercise.emptyText : w.exercise.emptyMember} /> : <List of={data.items} />)}</Ready>
        </div>
      </Panel>
    </Page>
  );
}

function List({ of }: { of: Exercise[] }) {
  const c = w.exercise.column;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{c.state}</th>
          <th>{c.name}</th>
          <th>{c.director}</th>
          <th>{c.parties}</th>
          <th>{c.starts}</th>
          <th>{c.ends}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((x) => (
          <tr key={x.id} data-opens>
            <td data-name={c.state}>
              <Stands of={x} />
            </td>
            <td data-name={c.name}>
              <Link to="/exercises/$id" params={{ id: x.id }} data-line>
                {x.name}
              </Link>
            </td>
            <td data-name={c.director}>
              <Code>{x.director}</Code>
            </td>
            <td data-name={c.parties}>{[...x.parties, ...x.simulated.map((s) => `${s.code} (${w.exercise.simulatedShort})`)].join(", ")}</td>
            <td data-name={c.starts}>
              <When at={x.starts} />
            </td>
            <td data-name={c.ends}>
              <When at={x.ends} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const tones: Record<string, Tone> = { open: "good", proposed: "warn", invited: "warn", accepted: "warn" };

/** Stands says how an exercise stands here. */
export function Stands({ of }: { of: Exercise }) {
  return <State tone={of.trouble ? "bad" : (tones[of.state] ?? "plain")}>{lookup(w.exercise.state, of.state)}</State>;
}
