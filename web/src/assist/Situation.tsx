import { Button, Checkbox, NativeSelect, Textarea } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Code, Panel } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Failure } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import css from "./assist.module.css";
import { useAct, type RequestPage } from "./queries";
import { Shifts } from "./Shifts";
import { isOver } from "./standing";
import { Tasks } from "./Tasks";

/** Situation holds what the parties tell each other while people work: notes, tasks, shifts. */
export function Situation({ of }: { of: RequestPage }) {
  const c = of.case;
  return (
    <>
      <Panel title={w.assist.notes.title} lead={w.assist.notes.lead}>
        {!isOver(c) && <NoteForm of={of} />}
        {c.notes.length === 0 ? (
          <Empty title={w.assist.notes.none} text={w.assist.notes.noneText} />
        ) : (
          <ul className={css.list}>
            {[...c.notes].reverse().map((n, i) => (
              <li key={c.notes.length - i}>
                <span>
                  <Code>{n.party}</Code> <span className={css.soft}>{n.by}</span> <When at={n.at} /> {n.task && <Code>{n.task}</Code>}
                </span>
                <p className={css.said}>{n.text}</p>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Tasks of={of} />
      <Shifts of={of} />
    </>
  );
}

function NoteForm({ of }: { of: RequestPage }) {
  const may = useMay("assist.deploy");
  const [text, setText] = useState("");
  const [task, setTask] = useState("");
  const [to, setTo] = useState("");
  const [done, setDone] = useState(false);
  const run = useAct(() => take(api.POST("/assist/requests/{id}/notes", { params: { path: { id: of.case.id } }, body: { text: text.trim(), ...(task && { task }), ...(to && { to }), ...(task && task !== "new" && done && { done }) } })));
  if (!may) return null;
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (text.trim())
      run.mutate(undefined, {
        onSuccess: () => {
          setText("");
          setTask("");
          setTo("");
          setDone(false);
        },
      });
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <Textarea label={w.assist.notes.say} autosize minRows={2} maxLength={4000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
      <div className={css.row}>
        <NativeSelect size="xs" label={w.assist.notes.task} value={task} onChange={(e) => setTask(e.currentTarget.value)} data={[{ value: "", label: w.assist.notes.noTask }, { value: "new", label: w.assist.notes.newTask }, ...of.case.tasks.filter((t) => !t.cancelled).map((t) => ({ value: t.id, label: `${t.id} ${t.text.slice(0, 40)}` }))]} />
        {task !== "" && <NativeSelect size="xs" label={w.assist.notes.to} value={to} onChange={(e) => setTo(e.currentTarget.value)} data={["", ...of.case.parties]} />}
        {task !== "" && task !== "new" && <Checkbox label={w.assist.done} checked={done} onChange={(e) => setDone(e.currentTarget.checked)} />}
        <Button type="submit" loading={run.isPending} disabled={text.trim() === ""}>
          {w.assist.notes.do}
        </Button>
      </div>
      {run.error && <Failure of={run.error} />}
    </form>
  );
}
