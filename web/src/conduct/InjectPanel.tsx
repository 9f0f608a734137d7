import { Button, Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Code, Facts, Panel, State } from "../base/page";
import { Failure, Ready } from "../base/states";
import table from "../base/table.module.css";
import { lookup, w } from "../words";
import { say } from "../words/say";
import { stamp } from "./clock";
import css from "./conduct.module.css";
import { Judgements } from "./Judgements";
import { Payload } from "./Payload";
import { injectQuery, useDo, type Inject } from "./queries";
import { toneOf } from "./states";

/** InjectPanel shows one inject with what became of it, and what a controller can do with it. */
export function InjectPanel({ id, close }: { id: string; close: () => void }) {
  const query = useQuery(injectQuery(id));
  return <Ready of={query}>{(inject) => <Opened key={inject.id} of={inject} close={close} />}</Ready>;
}

function Opened({ of, close }: { of: Inject; close: () => void }) {
  const p = w.conduct.inject;
  const [chosen, setChosen] = useState<string[]>([]);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => top.current?.scrollIntoView({ block: "nearest" }), []); // it was chosen further down
  return (
    <>
      <div ref={top} />
      <Panel title={`${of.number} ${of.title}`} actions={<Button variant="default" onClick={close}>{p.close}</Button>}>
        <Facts
          of={[
            [p.channel, lookup(w.conduct.channel, of.channel)],
            [p.from, of.from],
            [p.at, of.at_ms === undefined ? "–" : stamp(of.at_ms)],
            ...(of.expected ? [[p.expected, of.expected] as [string, string]] : []),
          ]}
        />
        <Payload channel={of.channel} payload={of.payload} />
        <Cells of={of} chosen={chosen} setChosen={setChosen} />
        <Acts of={of} teams={chosen} />
        <Conversation of={of} />
      </Panel>
      <Judgements team="" inject={of.id} />
    </>
  );
}

function Cells({ of, chosen, setChosen }: { of: Inject; chosen: string[]; setChosen: (t: string[]) => void }) {
  const p = w.conduct.inject;
  const toggle = (team: string, on: boolean) => setChosen(on ? [...chosen, team] : chosen.filter((t) => t !== team));
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{p.team}</th>
          <th>{p.state}</th>
          <th>{p.due}</th>
          <th>{p.sent}</th>
          <th>{p.seen}</th>
          <th>{p.answered}</th>
        </tr>
      </thead>
      <tbody>
        {of.cells.map((c) => (
          <tr key={c.team}>
            <td data-name={p.team}>{of.cells.length > 1 ? <Checkbox label={c.team} checked={chosen.includes(c.team)} onChange={(e) => toggle(c.team, e.currentTarget.checked)} /> : <Code>{c.team}</Code>}</td>
            <td data-name={p.state}>
              <div>
                <State tone={toneOf[c.state]}>{lookup(w.conduct.state, c.state)}</State>
                {c.late && c.answered_ms !== undefined && <p className={css.soft}>{p.late}</p>}
                {c.why && <p className={css.soft}>{say(c.why, c.phrase)}</p>}
              </div>
            </td>
            <td data-name={p.due}>{stamp(c.due_ms)}</td>
            <td data-name={p.sent}>{stamp(c.sent_ms)}</td>
            <td data-name={p.seen}>{stamp(c.seen_ms)}</td>
            <td data-name={p.answered}>{stamp(c.answered_ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Acts({ of, teams }: { of: Inject; teams: string[] }) {
  const p = w.conduct.inject;
  const path = { params: { path: { id: of.id } } };
  const [note, setNote] = useState("");
  const fire = useDo((n: string) => take(api.POST("/exercise/injects/{id}/fire", { ...path, body: { teams, ...(n && { note: n }) } })));
  const resend = useDo((_: undefined) => take(api.POST("/exercise/injects/{id}/resend", { ...path, body: { teams } })));
  const free = useDo((_: undefined) => take(api.POST("/exercise/injects/{id}/free", { ...path, body: { teams } })));
  const hold = useDo((reason: string) => take(api.POST("/exercise/injects/{id}/hold", { ...path, body: { teams, reason } })));
  const skip = useDo((reason: string) => take(api.POST("/exercise/injects/{id}/skip", { ...path, body: { teams, reason } })));
  const cancel = useDo((reason: string) => take(api.POST("/exercise/injects/{id}/cancel", { ...path, body: { teams, reason } })));
  const any = (...states: string[]) => of.cells.some((c) => states.includes(c.state) && (teams.length === 0 || teams.includes(c.team)));
  const whom = teams.length > 0 ? teams.join(", ") : p.everybody;
  const played = of.channel === "phone" || of.channel === "network";
  return (
    <div className={css.buttons}>
      {any("planned", "ready", "held") && (
        <Confirm open={played ? p.played : p.fire} title={played ? p.playedTitle : p.fireTitle} text={p.fireText(whom)} go={played ? p.played : p.fire} act={fire} args={note.trim()} onDone={() => setNote("")}>
          <Textarea label={played ? p.outcome : p.note} autosize minRows={2} maxLength={4000} data-autofocus value={note} onChange={(e) => setNote(e.currentTarget.value)} />
        </Confirm>
      )}
      {any("planned", "ready") && <Confirm open={p.hold} title={p.holdTitle} text={p.holdText(whom)} go={p.hold} act={hold} args={(r: string) => r} reason={p.reason} reasonNeed={w.agreement.reasonNeed} />}
      {any("held", "skipped") && (
        <Button variant="default" onClick={() => free.mutate(undefined)} loading={free.isPending}>
          {p.free}
        </Button>
      )}
      {any("planned", "ready", "held") && <Confirm open={p.skip} title={p.skipTitle} text={p.skipText(whom)} go={p.skip} act={skip} args={(r: string) => r} reason={p.reason} reasonNeed={w.agreement.reasonNeed} />}
      {any("sent", "seen", "answered", "late") && !played && (
        <Button variant="default" onClick={() => resend.mutate(undefined)} loading={resend.isPending}>
          {p.resend}
        </Button>
      )}
      {any("planned", "ready", "held", "skipped") && <Confirm open={p.cancel} title={p.cancelTitle} text={p.cancelText(whom)} go={p.cancelGo} act={cancel} args={(r: string) => r} reason={p.reason} reasonNeed={w.agreement.reasonNeed} grave />}
      {(free.error ?? resend.error) && <Failure of={free.error ?? resend.error} />}
    </div>
  );
}

function Conversation({ of }: { of: Inject }) {
  const p = w.conduct.inject;
  const has = of.cells.filter((c) => c.sends > 0).map((c) => c.team);
  const [team, setTeam] = useState(has[0] ?? "");
  const [from, setFrom] = useState(of.from);
  const [text, setText] = useState("");
  const reply = useDo((_: undefined) => take(api.POST("/exercise/injects/{id}/reply", { params: { path: { id: of.id } }, body: { team: team || (has[0] ?? ""), from: from.trim(), text: text.trim() } })));
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (text.trim() !== "" && from.trim() !== "") reply.mutate(undefined, { onSuccess: () => setText("") });
  };
  if (has.length === 0) return null;
  return (
    <div className={css.talk}>
      <h3>{p.talk}</h3>
      {of.messages.length === 0 && <p className={css.soft}>{p.talkNone}</p>}
      <ul className={css.messages}>
        {of.messages.map((m) => (
          <li key={m.id} data-side={m.side}>
            <p className={css.soft}>
              {m.name} · <Code>{m.team}</Code>
            </p>
            <p className={css.text}>{m.text}</p>
          </li>
        ))}
      </ul>
      <form onSubmit={submit} className={css.form}>
        <div className={css.row}>
          <TextInput label={p.role} value={from} onChange={(e) => setFrom(e.currentTarget.value)} maxLength={200} />
          <Select label={p.to} data={has} value={team || (has[0] ?? null)} onChange={(v) => setTeam(v ?? "")} allowDeselect={false} />
        </div>
        <Textarea label={p.words} autosize minRows={2} maxLength={8000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
        <div>
          <Button type="submit" variant="default" loading={reply.isPending} disabled={text.trim() === "" || from.trim() === ""}>
            {p.reply}
          </Button>
        </div>
        {reply.error && <Failure of={reply.error} />}
      </form>
    </div>
  );
}
