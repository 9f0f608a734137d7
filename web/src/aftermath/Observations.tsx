import { Button, Select, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Code, Panel } from "../base/page";
import { Failure, Ready } from "../base/states";
import { stamp } from "../conduct/clock";
import css from "../conduct/conduct.module.css";
import { clockQuery } from "../conduct/queries";
import { w } from "../words";
import { observationsQuery, useObserve, type Observation } from "./queries";

/** Observations is the hot wash: what people noticed, as words that a person can carry to the live realm. */
export function Observations() {
  const o = w.aftermath.observations;
  const query = useQuery(observationsQuery);
  const teams = useQuery(clockQuery).data?.teams ?? [];
  const [team, setTeam] = useState("");
  const [text, setText] = useState("");
  const run = useObserve();
  const name = (id: string) => (id === "" ? o.all : (teams.find((t) => t.id === id)?.name ?? id));
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (text.trim() !== "") run.mutate({ team, text: text.trim() }, { onSuccess: () => setText("") });
  };
  return (
    <Panel title={o.title} lead={o.lead} flush>
      <form className={css.pad} onSubmit={submit}>
        <Select label={w.aftermath.team} data={[{ value: "", label: o.all }, ...teams.map((t) => ({ value: t.id, label: t.name }))]} value={team} onChange={(v) => setTeam(v ?? "")} allowDeselect={false} />
        <Textarea label={o.text} autosize minRows={2} maxLength={4000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
        <Button type="submit" mt="xs" disabled={text.trim() === ""} loading={run.isPending}>
          {o.go}
        </Button>
        {run.error && <Failure of={run.error} />}
      </form>
      <Ready of={query}>{(data) => (data.items.length === 0 ? <p className={css.pad}>{o.none}</p> : <List of={data.items} name={name} />)}</Ready>
    </Panel>
  );
}

function List({ of, name }: { of: Observation[]; name: (team: string) => string }) {
  const o = w.aftermath.observations;
  const plain = of.map((x) => `${name(x.team)}: ${x.text}`).join("\n\n");
  return (
    <>
      <ul className={css.judged}>
        {of.map((x) => (
          <li key={x.id}>
            <p className={css.soft}>
              {stamp(x.time_ms)} <Code>{x.party}</Code> {name(x.team)}
              {x.name !== "" && ` · ${x.name}`}
            </p>
            <p className={css.text}>{x.text}</p>
          </li>
        ))}
      </ul>
      <div className={css.pad}>
        <Textarea label={o.plain} description={o.plainText} readOnly autosize minRows={2} maxRows={10} value={plain} onFocus={(e) => e.currentTarget.select()} />
        <p>
          <a href="/api/v1/exercise/observations/file" download="EXERCISE-observations.json">
            {o.file}
          </a>{" "}
          <span className={css.soft}>{o.fileText}</span>
        </p>
      </div>
    </>
  );
}
