import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Code, Page, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Failure, Ready } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { Copy } from "./Calls";
import css from "./directory.module.css";
import { drillQuery, type Drill, type Question } from "./queries";

/** DrillPage is one drill: each question with the text to send where the node does not, and the answers. */
export function DrillPage() {
  const { id } = useParams({ from: "/inside/directory/comcheck/$id" });
  const query = useQuery(drillQuery(id));
  const d = query.data;
  return (
    <Page
      title={d ? w.directory.drillTitle(d.party) : w.directory.drill}
      above={<Link to="/directory/comcheck">{w.directory.board}</Link>}
      lead={
        d && (
          <span className={css.callFoot}>
            <Code>{d.party}</Code> {d.by}, <When at={d.at} /> · {w.directory.until} <When at={d.due} /> <State tone={d.over ? "plain" : "good"}>{d.over ? w.directory.over : w.directory.running}</State>
          </span>
        )
      }
      actions={d && <Meet of={d} />}
    >
      <Ready of={query}>
        {(data) => (
          <Panel title={w.directory.questions} lead={w.directory.questionsLead} flush>
            <ol className={css.calls}>
              {data.questions.map((q) => (
                <Asked key={q.id} of={q} />
              ))}
            </ol>
          </Panel>
        )}
      </Ready>
    </Page>
  );
}

function Asked({ of }: { of: Question }) {
  const may = useMay("directory.comcheck");
  return (
    <li className={css.call} data-usable={of.in_time || undefined}>
      <div className={css.callHead}>
        <span className={css.purpose}>{lookup(w.directory.purpose, of.purpose)}</span> {of.contact}
      </div>
      <div className={css.address}>
        <span className={css.medium}>{lookup(w.directory.medium, of.medium)}</span>
        <span className={css.big}>{of.address}</span>
      </div>
      <div className={css.callFoot}>
        {of.answered ? (
          <State tone={of.in_time ? "good" : "warn"}>
            {lookup(w.directory.answeredBy, of.how ?? "")} <When at={of.answered} />
          </State>
        ) : (
          <State tone="plain">
            {of.sent_at ? (
              <>
                {w.directory.sent} <When at={of.sent_at} />
              </>
            ) : (
              w.directory.byHand
            )}
          </State>
        )}
        {of.note}
        {of.failed && <span>{w.directory.failed(of.failed)}</span>}
      </div>
      {of.text && (
        <>
          <p className={css.say}>{of.text}</p>
          <Copy value={of.text} label={w.directory.copyText} />
        </>
      )}
      {may && !of.answered && <Answer of={of} />}
    </li>
  );
}

/** Answer takes the code that was read back, or how the answer came. */
function Answer({ of }: { of: Question }) {
  const client = useQueryClient();
  const [code, setCode] = useState("");
  const [note, setNote] = useState("");
  const answer = useMutation({
    mutationFn: () => take(api.POST("/directory/comchecks/questions/{id}/answer", { params: { path: { id: of.id } }, body: { ...(code.trim() && { code: code.trim() }), ...(note.trim() && { note: note.trim() }) } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["directory"] }),
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (code.trim() !== "" || note.trim() !== "") answer.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <div className={css.row}>
        <TextInput label={w.directory.code} inputMode="numeric" autoComplete="off" maxLength={20} value={code} onChange={(e) => setCode(e.currentTarget.value)} />
        <TextInput label={w.directory.note} maxLength={200} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
        <Button type="submit" variant="default" loading={answer.isPending}>
          {w.directory.record}
        </Button>
      </div>
      {answer.error && <Failure of={answer.error} />}
    </form>
  );
}

/** Meet offers to state that the duty to try contacts is met by a drill that is over. */
function Meet({ of }: { of: Drill }) {
  const client = useQueryClient();
  const may = useMay("duty.answer");
  const meet = useMutation({
    mutationFn: (id: string) => take(api.POST("/directory/comchecks/{id}/met", { params: { path: { id } }, body: {} })),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ["directory"] }), client.invalidateQueries({ queryKey: ["duty"] })]),
  });
  if (!of.agreement) return null;
  if (of.met_at) return <State tone="good">{w.directory.metStated}</State>;
  if (!may || !of.over) return null;
  return <Confirm open={w.directory.meet} title={w.directory.meetTitle} text={w.directory.meetText} go={w.directory.meetDo} act={meet} args={of.id} />;
}
