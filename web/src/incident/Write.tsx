import { Button, SegmentedControl, Textarea } from "@mantine/core";
import { useRef, useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { useKeys } from "../base/keys";
import { Panel } from "../base/page";
import { Failure } from "../base/states";
import { localInput } from "../base/time";
import { w } from "../words";
import { bodyOf, instant, Moment, quiet, SayingFields, type Saying } from "./Fields";
import css from "./incident.module.css";
import { useAct, type Room } from "./queries";

/** Write puts a word, or something that happened, on the timeline. n goes to its field. */
export function Write({ of }: { of: Room }) {
  const [kind, setKind] = useState<"note" | "event">("note");
  const [text, setText] = useState("");
  const [at, setAt] = useState(() => localInput(new Date().toISOString()));
  const [saying, setSaying] = useState<Saying>(quiet);
  const field = useRef<HTMLTextAreaElement>(null);
  useKeys({ n: () => field.current?.focus() });
  const params = { path: { id: of.id } };
  const run = useAct((_: undefined) => {
    const said = { ...bodyOf(saying), text: text.trim() };
    return kind === "note" ? take(api.POST("/incidents/{id}/notes", { params, body: said })) : take(api.POST("/incidents/{id}/events", { params, body: { ...said, at: instant(at) ?? "" } }));
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (text.trim() !== "") run.mutate(undefined, { onSuccess: () => setText("") });
  };
  return (
    <Panel title={w.incident.write.title}>
      <form className={css.form} onSubmit={submit}>
        <div className={css.row}>
          <SegmentedControl
            aria-label={w.incident.write.kind}
            data={[
              { value: "note", label: w.incident.write.note },
              { value: "event", label: w.incident.write.event },
            ]}
            value={kind}
            onChange={(v) => setKind(v as "note" | "event")}
          />
          {kind === "event" && <Moment label={w.incident.write.at} value={at} set={setAt} />}
        </div>
        <Textarea ref={field} label={w.incident.write.text} autosize minRows={2} maxLength={10000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
        <div className={css.row}>
          <SayingFields of={of} value={saying} set={setSaying} />
          <Button type="submit" loading={run.isPending} disabled={text.trim() === "" || (kind === "event" && at === "")}>
            {w.incident.write.do}
          </Button>
        </div>
        {run.error && <Failure of={run.error} />}
      </form>
    </Panel>
  );
}
