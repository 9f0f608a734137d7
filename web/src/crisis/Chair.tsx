import { Checkbox, NativeSelect, Radio, Stack as Below, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { localInput } from "../base/time";
import { useOffice } from "../party/office";
import { OfficeSelect } from "../party/OfficeSelect";
import { w } from "../words";
import { duration } from "./duration";
import { useAct, type Proposal } from "./queries";
import { latest } from "./standing";

/** seconds writes a moment for a field to the second, in the reader's time. */
const seconds = (at: number) => localInput(new Date(at).toISOString()) + ":" + String(new Date(at).getSeconds()).padStart(2, "0");

const by = (office: string) => (office === "" ? {} : { office });
const path = (id: string) => ({ params: { path: { id } } });

/** PutButton puts the latest text before the members: for the shortest period, by the urgent procedure, or until an instant. */
export function PutButton({ of: p, ahead }: { of: Proposal; ahead: number }) {
  const office = useOffice();
  const level = p.body.levels.find((l) => l.name === p.text.level);
  const shortest = level?.silence ?? 0;
  const urgent = level?.urgent ?? 0;
  // A record takes a moment at the secretariat, and longer on the way to one that is not here.
  const margin = p.body.chair === p.body.secretariat ? 2 : 120;
  const [how, setHow] = useState<"shortest" | "urgent" | "instant">("shortest");
  const [hurried, setHurried] = useState(false);
  const [at, setAt] = useState("");
  const [why, setWhy] = useState("");
  const choose = (next: typeof how) => {
    setHow(next);
    if (next === "instant" && at === "") setAt(seconds(Date.now() + shortest * 2000));
  };
  const isUrgent = how === "urgent" || (how === "instant" && hurried);
  const run = useAct((_: undefined) => {
    const period = how === "urgent" ? urgent : shortest;
    const expires = how === "instant" ? new Date(Date.parse(at) - ahead) : new Date(Date.now() - ahead + (period + margin) * 1000);
    return take(api.POST("/crisis/proposals/{id}/put", { ...path(p.id), body: { expires: expires.toISOString(), ...by(office.chosen), ...(isUrgent && { urgent: why.trim() }) } }));
  });
  const a = w.crisis.acts.put;
  const ask = w.crisis.ask;
  const bad = office.chosen === "" || (isUrgent && why.trim() === "") || (how === "instant" && Number.isNaN(Date.parse(at)));
  return (
    <Confirm open={a.open} title={a.title} text={a.text} go={a.do} act={run} args={undefined} disabled={bad}>
      <Radio.Group label={ask.period} value={how} onChange={(v) => choose(v as typeof how)}>
        <Below gap="xs" mt="xs">
          <Radio value="shortest" label={ask.shortest(duration(shortest))} />
          {urgent > 0 && <Radio value="urgent" label={ask.urgent(duration(urgent))} />}
          <Radio value="instant" label={ask.instant} />
        </Below>
      </Radio.Group>
      {how === "instant" && <TextInput type="datetime-local" step={1} label={ask.expires} value={at} onChange={(e) => setAt(e.currentTarget.value)} />}
      {how === "instant" && urgent > 0 && <Checkbox label={ask.isUrgent} checked={hurried} onChange={(e) => setHurried(e.currentTarget.checked)} />}
      {isUrgent && <Textarea label={ask.urgentWhy} required autosize minRows={2} maxLength={4000} value={why} onChange={(e) => setWhy(e.currentTarget.value)} />}
      <OfficeSelect of={office} />
    </Confirm>
  );
}

/** ExtendButton sets a later expiry, before the present one. */
export function ExtendButton({ of: p, ahead }: { of: Proposal; ahead: number }) {
  const office = useOffice();
  const now = Date.parse(latest(p)?.expires ?? "");
  const [at, setAt] = useState("");
  const shown = at || seconds(now + ahead + 3_600_000);
  const run = useAct((reason: string) => take(api.POST("/crisis/proposals/{id}/extend", { ...path(p.id), body: { expires: new Date(Date.parse(shown) - ahead).toISOString(), reason, ...by(office.chosen) } })));
  const a = w.crisis.acts.extend;
  return (
    <Confirm open={a.open} title={a.title} text={a.text} go={a.do} act={run} args={(reason: string) => reason} reason={w.crisis.ask.reason} reasonNeed={w.crisis.ask.reasonNeed} disabled={office.chosen === "" || Number.isNaN(Date.parse(shown))}>
      <TextInput type="datetime-local" step={1} label={w.crisis.ask.expires} value={shown} onChange={(e) => setAt(e.currentTarget.value)} />
      <OfficeSelect of={office} />
    </Confirm>
  );
}

/** WithdrawButton takes the text back. */
export function WithdrawButton({ id }: { id: string }) {
  const office = useOffice();
  const run = useAct((reason: string) => take(api.POST("/crisis/proposals/{id}/withdraw", { ...path(id), body: { reason, ...by(office.chosen) } })));
  const a = w.crisis.acts.withdraw;
  return (
    <Confirm open={a.open} title={a.title} text={a.text} go={a.do} act={run} args={(reason: string) => reason} grave reason={w.crisis.ask.reason} reasonNeed={w.crisis.ask.reasonNeed} disabled={office.chosen === ""}>
      <OfficeSelect of={office} />
    </Confirm>
  );
}

/** ContactButton records what a member that was not reached said by another channel. */
export function ContactButton({ id, member }: { id: string; member: string }) {
  const office = useOffice();
  const [channel, setChannel] = useState("");
  const [person, setPerson] = useState("");
  const [stand, setStand] = useState<"" | "join" | "reserve" | "break">("");
  const [words, setWords] = useState("");
  const run = useAct((_: undefined) => {
    if (stand === "") throw new Error("no stand is chosen");
    return take(api.POST("/crisis/proposals/{id}/contact", { ...path(id), body: { member, channel: channel.trim(), person: person.trim(), stand, ...(words.trim() && { words: words.trim() }), ...by(office.chosen) } }));
  });
  const a = w.crisis.acts.contact(member);
  const ask = w.crisis.ask;
  const bad = office.chosen === "" || channel.trim() === "" || person.trim() === "" || stand === "" || (stand !== "join" && words.trim() === "");
  return (
    <Confirm open={a.open} title={a.title} text={a.text} go={a.do} act={run} args={undefined} disabled={bad}>
      <TextInput label={ask.channel} description={ask.channelText} required maxLength={300} value={channel} onChange={(e) => setChannel(e.currentTarget.value)} />
      <TextInput label={ask.person} required maxLength={300} value={person} onChange={(e) => setPerson(e.currentTarget.value)} />
      <NativeSelect label={ask.said} required value={stand} onChange={(e) => setStand(e.currentTarget.value as typeof stand)} data={[...(stand === "" ? [{ value: "", label: w.assist.choose }] : []), ...Object.entries(w.crisis.stand).map(([value, label]) => ({ value, label }))]} />
      <Textarea label={ask.theirs} required={stand === "reserve" || stand === "break"} autosize minRows={2} maxLength={4000} value={words} onChange={(e) => setWords(e.currentTarget.value)} />
      <OfficeSelect of={office} />
    </Confirm>
  );
}

/** ExcludeButton leaves a member out of the round that the text did not reach. */
export function ExcludeButton({ id, member }: { id: string; member: string }) {
  const office = useOffice();
  const run = useAct((reason: string) => take(api.POST("/crisis/proposals/{id}/exclude", { ...path(id), body: { member, reason, ...by(office.chosen) } })));
  const a = w.crisis.acts.exclude(member);
  return (
    <Confirm open={a.open} title={a.title} text={a.text} go={a.do} act={run} args={(reason: string) => reason} grave reason={w.crisis.ask.reason} reasonNeed={w.crisis.ask.reasonNeed} disabled={office.chosen === ""}>
      <OfficeSelect of={office} />
    </Confirm>
  );
}
