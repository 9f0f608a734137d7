import { Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Marking } from "../base/marking";
import { Code, Panel, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Empty } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { bodyOf, instant, Moment, quiet, SayingFields, type Saying } from "./Fields";
import css from "./incident.module.css";
import { useAct, type Given, type Room } from "./queries";
import { others, replies, taskTone, type Reply } from "./standing";

/** Tasks shows what is to be done by whom, with the answers. */
export function Tasks({ of }: { of: Room }) {
  const may = useMay("incident.write") && of.state !== "closed";
  return (
    <Panel id="tasks" title={w.incident.task.title} lead={w.incident.task.lead} actions={may && <Give of={of} />}>
      {of.given.length === 0 ? (
        <Empty title={w.incident.task.empty} text={w.incident.task.emptyText} />
      ) : (
        <ul className={css.list}>
          {of.given.map((t) => (
            <li key={t.ref}>
              <Task of={t} room={of} may={may} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Task({ of, room, may }: { of: Given; room: Room; may: boolean }) {
  const own = useSession().party.code;
  const last = of.answers[of.answers.length - 1];
  return (
    <>
      <div className={css.head}>
        <State tone={taskTone(of, new Date())}>{lookup(w.incident.task.state, of.standing)}</State>
        <span className={css.strong}>{of.title}</span>
        <Code>{of.for}</Code>
        {of.person && <span>{of.person}</span>}
        <Marking of={{ tlp: of.tlp }} />
        {room.shared && of.ours && <span className={css.ours}>{w.incident.oursOnly}</span>}
      </div>
      <p className={css.soft}>
        {w.incident.task.by(of.party)} <When at={of.at} />
        {of.due && (
          <>
            , {w.incident.clocks.due} <When at={of.due} />
          </>
        )}
      </p>
      {last?.text && (
        <p className={css.text}>
          <Code>{last.party}</Code> {last.text}
        </p>
      )}
      {may && replies(of, own).length > 0 && (
        <div className={css.acts}>
          {replies(of, own).map((r) => (
            <Answer key={r} of={of} room={room} state={r} />
          ))}
        </div>
      )}
    </>
  );
}

function Answer({ of, room, state }: { of: Given; room: Room; state: Reply }) {
  const [text, setText] = useState("");
  const run = useAct((_: undefined) => take(api.POST("/incidents/{id}/answers", { params: { path: { id: room.id } }, body: { task: of.ref, state, ...(of.ours && { ours: true }), ...(of.ours || of.tlp !== room.tlp ? { tlp: of.tlp } : {}), ...(text.trim() && { text: text.trim() }) } })));
  const t = w.incident.task;
  return (
    <Confirm open={lookup(t.answer, state)} title={t.answerTitle(of.title ?? "")} text={t.answerText} go={t.answerDo} act={run} args={undefined} onDone={() => setText("")}>
      <Textarea label={t.answerSay} autosize minRows={2} maxLength={10000} data-autofocus value={text} onChange={(e) => setText(e.currentTarget.value)} />
    </Confirm>
  );
}

function Give({ of }: { of: Room }) {
  const own = useSession().party.code;
  const [title, setTitle] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [person, setPerson] = useState("");
  const [due, setDue] = useState("");
  const [saying, setSaying] = useState<Saying>(quiet);
  const parties = [...(of.shared && !saying.ours ? others(of, own) : []), own];
  const party = chosen && parties.includes(chosen) ? chosen : (parties[0] ?? own);
  const by = instant(due);
  const run = useAct((_: undefined) => take(api.POST("/incidents/{id}/tasks", { params: { path: { id: of.id } }, body: { ...bodyOf(saying), title: title.trim(), party, ...(person.trim() && { person: person.trim() }), ...(by && { due: by }) } })));
  const clear = () => {
    setTitle("");
    setPerson("");
    setDue("");
    setSaying(quiet);
  };
  const t = w.incident.task;
  return (
    <Confirm open={t.open} title={t.ask} text={t.text} go={t.do} act={run} args={undefined} disabled={title.trim() === ""} onDone={clear}>
      <TextInput label={t.what} maxLength={300} data-autofocus value={title} onChange={(e) => setTitle(e.currentTarget.value)} />
      <Select label={t.for} data={parties} value={party} onChange={setChosen} allowDeselect={false} />
      <TextInput label={t.person} maxLength={300} value={person} onChange={(e) => setPerson(e.currentTarget.value)} />
      <Moment label={t.due} value={due} set={setDue} />
      <SayingFields of={of} value={saying} set={setSaying} />
    </Confirm>
  );
}
