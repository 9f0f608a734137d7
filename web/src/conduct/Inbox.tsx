import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { useLines } from "../base/lines";
import { Page, Panel, State } from "../base/page";
import { Empty, Failure, Ready } from "../base/states";
import { lookup, w } from "../words";
import { stamp } from "./clock";
import { ClockFace } from "./ClockFace";
import css from "./conduct.module.css";
import { Payload } from "./Payload";
import { clockQuery, inboxQuery, letterQuery, useDo, type Letter } from "./queries";

/** Inbox is what the own team has received in the exercise. */
export function Inbox() {
  const i = w.conduct.inbox;
  const query = useQuery(inboxQuery);
  const clock = useQuery(clockQuery);
  const [open, setOpen] = useState("");
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  return (
    <Page title={i.title} lead={clock.data?.team ? i.lead(clock.data.team) : undefined}>
      <ClockFace />
      <Ready of={query}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={i.empty} text={i.emptyText} />
          ) : (
            <div className={css.mailbox} data-open={open !== "" || undefined}>
              <div ref={box} className={css.lines} role="list" aria-label={i.title}>
                {data.items.map((m) => (
                  <div role="listitem" key={m.inject}>
                    <button type="button" data-line className={css.line} data-unseen={!m.seen || undefined} aria-current={m.inject === open || undefined} onClick={() => setOpen(m.inject)}>
                      <span className={css.lineHead}>
                        <span>{m.from}</span>
                        <span className={css.mono}>{stamp(m.time_ms)}</span>
                      </span>
                      <span className={css.subject}>{m.subject || lookup(i.brought, m.channel)}</span>
                      <span className={css.lineHead}>
                        <span className={css.soft}>{lookup(w.conduct.channel, m.channel)}</span>
                        <Standing of={m} />
                      </span>
                    </button>
                  </div>
                ))}
              </div>
              {open === "" ? <p className={css.choose}>{i.choose}</p> : <Opened id={open} close={() => setOpen("")} />}
            </div>
          )
        }
      </Ready>
    </Page>
  );
}

function Standing({ of }: { of: Letter }) {
  const i = w.conduct.inbox;
  const clock = useQuery(clockQuery).data;
  if (of.answered) return <State tone="good">{i.answered}</State>;
  if (of.late_ms !== undefined) return <State tone={clock && clock.time_ms > of.late_ms ? "bad" : "warn"}>{i.until(stamp(of.late_ms))}</State>;
  return of.seen ? <State tone="plain">{i.seen}</State> : <State tone="warn">{i.new}</State>;
}

function Opened({ id, close }: { id: string; close: () => void }) {
  const i = w.conduct.inbox;
  const query = useQuery(letterQuery(id));
  const see = useDo((inject: string) => take(api.POST("/exercise/inbox/{id}/seen", { params: { path: { id: inject } } })));
  const [text, setText] = useState("");
  const answer = useDo((_: undefined) => take(api.POST("/exercise/inbox/{id}/answer", { params: { path: { id } }, body: { text: text.trim() } })));
  const unseen = query.data?.seen === false;
  const { mutate } = see;
  useEffect(() => {
    if (unseen) mutate(id);
  }, [unseen, id, mutate]);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (text.trim() !== "") answer.mutate(undefined, { onSuccess: () => setText("") });
  };
  return (
    <Ready of={query}>
      {(m) => (
        <Panel title={m.subject || lookup(i.brought, m.channel)} lead={`${i.from(m.from)} · ${stamp(m.time_ms)}`} actions={<Button variant="default" onClick={close}>{i.back}</Button>}>
          <p className={css.mark}>EXERCISE EXERCISE EXERCISE</p>
          <Payload channel={m.channel} payload={m.payload} />
          {m.payload === null && <p>{lookup(i.broughtText, m.channel)}</p>}
          <ul className={css.messages}>
            {m.messages.map((x) => (
              <li key={x.id} data-side={x.side}>
                <p className={css.soft}>{x.name}</p>
                <p className={css.text}>{x.text}</p>
              </li>
            ))}
          </ul>
          <form onSubmit={submit} className={css.form}>
            <Textarea label={i.answer} autosize minRows={4} maxLength={8000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
            <div>
              <Button type="submit" loading={answer.isPending} disabled={text.trim() === ""}>
                {i.send}
              </Button>
            </div>
            {(answer.error ?? see.error) && <Failure of={answer.error ?? see.error} />}
          </form>
          <p className={css.mark}>EXERCISE EXERCISE EXERCISE</p>
        </Panel>
      )}
    </Ready>
  );
}
