import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { useMay, useSession } from "../base/session";
import css from "../incident/incident.module.css";
import { w } from "../words";
import { useAct, type Lesson } from "./queries";

const none = { exercise: "", name: "", about: "", observation: "", lesson: "" };

/** Record writes down what was noticed in an exercise. */
export function Record() {
  const r = w.lesson.record;
  const [draft, setDraft] = useState(none);
  const set = (part: Partial<typeof none>) => setDraft({ ...draft, ...part });
  const run = useAct((_: undefined) => take(api.POST("/lessons", { body: { ...draft, exercise: draft.exercise.trim() } })));
  const ready = [draft.exercise, draft.name, draft.observation].every((x) => x.trim() !== "");
  return (
    <Confirm open={r.open} title={r.title} text={r.text} go={r.go} act={run} args={undefined} disabled={!ready} onDone={() => setDraft(none)}>
      <TextInput label={r.exercise} required maxLength={100} data-autofocus value={draft.exercise} onChange={(e) => set({ exercise: e.currentTarget.value })} />
      <TextInput label={r.name} required maxLength={300} value={draft.name} onChange={(e) => set({ name: e.currentTarget.value })} />
      <TextInput label={r.about} maxLength={300} value={draft.about} onChange={(e) => set({ about: e.currentTarget.value })} />
      <Textarea label={r.observation} required autosize minRows={2} maxLength={4000} value={draft.observation} onChange={(e) => set({ observation: e.currentTarget.value })} />
      <Textarea label={r.lesson} autosize minRows={2} maxLength={4000} value={draft.lesson} onChange={(e) => set({ lesson: e.currentTarget.value })} />
    </Confirm>
  );
}

/** Acts offers what can be done next with a lesson. */
export function Acts({ of }: { of: Lesson }) {
  const write = useMay("lesson.write");
  const shut = useMay("lesson.close");
  const own = useSession().user.id === of.steps.at(-1)?.person;
  return (
    <div className={css.row}>
      {write && (of.state === "identified" || of.state === "assigned") && <Assign of={of} />}
      {write && of.state === "assigned" && <Done of={of} />}
      {shut && of.state === "done" && (own ? <p className={css.soft}>{w.lesson.close.another}</p> : <Close of={of} />)}
      {write && (of.state === "done" || of.state === "learned") && <Reopen of={of} />}
    </div>
  );
}

function Assign({ of }: { of: Lesson }) {
  const a = w.lesson.assign;
  const [lesson, setLesson] = useState(of.lesson);
  const [action, setAction] = useState(of.action);
  const [owner, setOwner] = useState(of.owner);
  const [due, setDue] = useState("");
  const run = useAct((_: undefined) => take(api.POST("/lessons/{id}/assign", { params: { path: { id: of.id } }, body: { lesson: lesson.trim(), action: action.trim(), owner: owner.trim(), due: new Date(due).toISOString() } })));
  const ready = [lesson, action, owner].every((x) => x.trim() !== "") && !Number.isNaN(Date.parse(due));
  return (
    <Confirm open={of.state === "identified" ? a.open : a.again} title={a.title} text={a.text} go={a.go} act={run} args={undefined} disabled={!ready}>
      <Textarea label={a.lesson} required autosize minRows={2} maxLength={4000} data-autofocus value={lesson} onChange={(e) => setLesson(e.currentTarget.value)} />
      <Textarea label={a.action} required autosize minRows={2} maxLength={4000} value={action} onChange={(e) => setAction(e.currentTarget.value)} />
      <TextInput label={a.owner} required maxLength={200} value={owner} onChange={(e) => setOwner(e.currentTarget.value)} />
      <TextInput label={a.due} type="datetime-local" required value={due} onChange={(e) => setDue(e.currentTarget.value)} />
    </Confirm>
  );
}

function Done({ of }: { of: Lesson }) {
  const d = w.lesson.done;
  const [words, setWords] = useState("");
  const run = useAct((_: undefined) => take(api.POST("/lessons/{id}/done", { params: { path: { id: of.id } }, body: { words: words.trim() } })));
  return (
    <Confirm open={d.open} title={d.title} text={d.text} go={d.go} act={run} args={undefined} disabled={words.trim() === ""}>
      <Textarea label={d.words} required autosize minRows={2} maxLength={4000} data-autofocus value={words} onChange={(e) => setWords(e.currentTarget.value)} />
    </Confirm>
  );
}

function Close({ of }: { of: Lesson }) {
  const c = w.lesson.close;
  const [words, setWords] = useState("");
  const [retest, setRetest] = useState("");
  const run = useAct((_: undefined) => take(api.POST("/lessons/{id}/close", { params: { path: { id: of.id } }, body: { words: words.trim(), retest: retest.trim() } })));
  return (
    <Confirm open={c.open} title={c.title} text={c.text} go={c.go} act={run} args={undefined} disabled={words.trim() === "" || retest.trim() === ""}>
      <Textarea label={c.words} required autosize minRows={2} maxLength={4000} data-autofocus value={words} onChange={(e) => setWords(e.currentTarget.value)} />
      <Textarea label={c.retest} required autosize minRows={2} maxLength={4000} value={retest} onChange={(e) => setRetest(e.currentTarget.value)} />
    </Confirm>
  );
}

function Reopen({ of }: { of: Lesson }) {
  const r = w.lesson.reopen;
  const run = useAct((reason: string) => take(api.POST("/lessons/{id}/reopen", { params: { path: { id: of.id } }, body: { reason } })));
  return <Confirm open={r.open} title={r.title} text={r.text} go={r.go} act={run} args={(reason: string) => reason} reason={r.reason} reasonNeed={w.agreement.reasonNeed} />;
}
