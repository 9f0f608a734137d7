import { MultiSelect, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { w } from "../words";
import { useDo, type Clock } from "./queries";

type Channel = "email" | "press" | "phone";

/** Improvise adds an inject on the spot, which goes at once. */
export function Improvise({ teams }: { teams: Clock["teams"] }) {
  const p = w.conduct.improvise;
  const [title, setTitle] = useState("");
  const [from, setFrom] = useState("");
  const [channel, setChannel] = useState<Channel>("email");
  const [to, setTo] = useState<string[]>([]);
  const [heading, setHeading] = useState("");
  const [text, setText] = useState("");
  const [within, setWithin] = useState<number | string>(30);
  const payload = { email: { subject: heading, text }, press: { headline: heading, text }, phone: { text } }[channel];
  const run = useDo((_: undefined) => take(api.POST("/exercise/injects", { body: { title: title.trim(), channel, from: from.trim(), to, payload, within_seconds: Math.round(Number(within) || 0) * 60 } })));
  const complete = [title, from, text, ...(channel === "phone" ? [] : [heading])].every((s) => s.trim() !== "");
  const clear = () => [setTitle, setHeading, setText].forEach((set) => set(""));
  return (
    <Confirm open={p.open} title={p.title} text={p.text} go={p.go} act={run} args={undefined} disabled={!complete} onDone={clear}>
      <TextInput label={p.name} description={p.nameText} required data-autofocus maxLength={300} value={title} onChange={(e) => setTitle(e.currentTarget.value)} />
      <Select label={p.channel} data={(["email", "press", "phone"] as const).map((c) => ({ value: c, label: w.conduct.channel[c] ?? c }))} value={channel} onChange={(v) => setChannel((v ?? "email") as Channel)} allowDeselect={false} />
      <TextInput label={p.from} required maxLength={200} value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
      <MultiSelect label={p.to} description={p.toText} data={teams.map((t) => ({ value: t.id, label: t.name || t.id }))} value={to} onChange={setTo} />
      {channel !== "phone" && <TextInput label={p.heading} required maxLength={200} value={heading} onChange={(e) => setHeading(e.currentTarget.value)} />}
      <Textarea label={channel === "phone" ? w.conduct.payload.script : p.words} required autosize minRows={4} maxLength={20000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
      <NumberInput label={p.within} min={0} max={10000} value={within} onChange={setWithin} />
    </Confirm>
  );
}
