import { Button, Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Code, Panel, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Empty, Failure } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import { Acting } from "./Acting";
import css from "./assist.module.css";
import { useAct, type RequestPage } from "./queries";
import { isOver } from "./standing";

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
      {c.tasks.length > 0 && (
        <Panel title={w.assist.tasks} flush>
          <ul className={css.list}>
            {c.tasks.map((t) => (
              <li key={t.id}>
                <span>
                  <State tone={t.done ? "good" : "warn"}>{t.done ? w.assist.done : w.assist.open}</State> <Code>{t.id}</Code> {t.to && <Code>{t.to}</Code>} <When at={t.at} />
                </span>
                <p className={css.said}>{t.text}</p>
              </li>
            ))}
          </ul>
        </Panel>
      )}
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
        <NativeSelect size="xs" label={w.assist.notes.task} value={task} onChange={(e) => setTask(e.currentTarget.value)} data={[{ value: "", label: w.assist.notes.noTask }, { value: "new", label: w.assist.notes.newTask }, ...of.case.tasks.map((t) => ({ value: t.id, label: `${t.id} ${t.text.slice(0, 40)}` }))]} />
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

function Shifts({ of }: { of: RequestPage }) {
  const own = useSession().party.code;
  const may = useMay("assist.deploy");
  const c = of.case;
  const ours = c.offers.filter((o) => o.party === own).flatMap((o) => o.lines.filter((l) => o.stand.some((s) => s.line === l.id && s.held)).map((l) => ({ value: `${o.id}/${l.id}`, label: l.card?.pseudonym ?? l.team?.type ?? l.id })));
  const who = (offer: string, line: string) => {
    const l = c.offers.find((o) => o.id === offer)?.lines.find((x) => x.id === line);
    return l?.card?.pseudonym ?? l?.team?.type ?? line;
  };
  const shown = c.shifts.filter((s) => !s.cancelled);
  return (
    <Panel title={w.assist.shifts.title} lead={w.assist.shifts.lead} flush actions={may && ours.length > 0 && !isOver(c) ? <ShiftButton id={c.id} of={ours} /> : undefined}>
      {shown.length === 0 ? (
        <Empty title={w.assist.shifts.none} text={w.assist.shifts.noneText} />
      ) : (
        <ul className={css.list}>
          {shown.map((s) => (
            <li key={s.id}>
              <span>
                <Code>{s.party}</Code> <Code>{who(s.offer, s.line)}</Code> <When at={s.from} /> – <When at={s.to} /> {s.what}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function ShiftButton({ id, of }: { id: string; of: { value: string; label: string }[] }) {
  const [line, setLine] = useState(of[0]?.value ?? "");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [offer = "", at = ""] = line.split("/");
  return (
    <Acting
      words={w.assist.act.shift}
      disabled={!from || !to}
      act={(what) => take(api.POST("/assist/requests/{id}/shifts", { params: { path: { id } }, body: { offer, line: at, from: new Date(from).toISOString(), to: new Date(to).toISOString(), ...(what && { what }) } }))}
    >
      <NativeSelect label={w.assist.offers.who} data={of} value={line} onChange={(e) => setLine(e.currentTarget.value)} />
      <TextInput type="datetime-local" label={w.assist.shifts.from} value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
      <TextInput type="datetime-local" label={w.assist.shifts.to} value={to} onChange={(e) => setTo(e.currentTarget.value)} />
    </Acting>
  );
}
