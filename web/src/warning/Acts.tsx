import { Button, SegmentedControl, Textarea } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Panel } from "../base/page";
import { Failure } from "../base/states";
import css from "../incident/incident.module.css";
import { lookup, w } from "../words";
import { useAct, type Warning } from "./queries";
import { bodyOf, complete, waitsForUs } from "./standing";
import { draftOf, TextFields } from "./TextFields";

type Affected = "yes" | "no" | "looking";

/** Acknowledge says that we have read a warning of another, and whether we are affected. */
export function Acknowledge({ of }: { of: Warning }) {
  const [affected, setAffected] = useState<Affected>("looking");
  const [words, setWords] = useState("");
  const a = w.warning.ack;
  const run = useAct((_: undefined) => take(api.POST("/warnings/{id}/acknowledge", { params: { path: { id: of.id } }, body: { affected, ...(words.trim() && { words: words.trim() }) } })));
  const submit = (e: FormEvent) => {
    e.preventDefault();
    run.mutate(undefined, { onSuccess: () => setWords("") });
  };
  return (
    <Panel title={a.title} lead={a.lead}>
      <form className={css.form} onSubmit={submit}>
        <div>
          <p id="affected">{a.are}</p>
          <SegmentedControl aria-labelledby="affected" data={(["looking", "yes", "no"] as const).map((v) => ({ value: v, label: lookup(w.warning.affected, v) }))} value={affected} onChange={(v) => setAffected(v as Affected)} />
        </div>
        <Textarea label={a.words} autosize minRows={2} maxLength={4000} value={words} onChange={(e) => setWords(e.currentTarget.value)} />
        <div className={css.row}>
          <Button type="submit" loading={run.isPending}>
            {waitsForUs(of) ? a.do : a.again}
          </Button>
        </div>
        {run.error && <Failure of={run.error} />}
      </form>
    </Panel>
  );
}

/** UpdateButton brings the next text of a warning of ours. */
export function UpdateButton({ of }: { of: Warning }) {
  const [draft, setDraft] = useState(() => draftOf(of));
  const [why, setWhy] = useState("");
  const u = w.warning.update;
  const run = useAct((_: undefined) => take(api.POST("/warnings/{id}/update", { params: { path: { id: of.id } }, body: { ...bodyOf(draft), why: why.trim() } })));
  return (
    <Confirm open={u.open} title={u.title} text={u.text} go={u.do} act={run} args={undefined} disabled={!complete(draft) || why.trim() === ""} onDone={() => setWhy("")}>
      <Textarea label={u.why} required autosize minRows={2} maxLength={4000} data-autofocus value={why} onChange={(e) => setWhy(e.currentTarget.value)} />
      <TextFields value={draft} set={setDraft} />
    </Confirm>
  );
}

/** EndButton ends a warning of ours. */
export function EndButton({ of }: { of: Warning }) {
  const e = w.warning.end;
  const run = useAct((reason: string) => take(api.POST("/warnings/{id}/end", { params: { path: { id: of.id } }, body: { reason } })));
  return <Confirm open={e.open} title={e.title} text={e.text} go={e.do} act={run} args={(reason: string) => reason} reason={e.why} reasonNeed={w.agreement.reasonNeed} grave />;
}
