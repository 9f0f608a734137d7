import { FileInput, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { w } from "../words";
import css from "./msel.module.css";

type Fields = Record<string, unknown>;

/** forms names the texts of each channel's payload; what has none is written as JSON. */
const forms: Record<string, ("subject" | "from_name" | "caller" | "outlet" | "headline" | "title" | "provision" | "people" | "hours" | "body" | "minutes" | "text")[]> = {
  email: ["subject", "from_name", "text"],
  phone: ["caller", "text"],
  press: ["outlet", "headline", "text"],
  request: ["title", "provision", "people", "hours", "text"],
};
const numbers = ["people", "hours", "minutes"];

/** Payload edits what players receive, in the form of the channel. */
export function Payload({ channel, value, set, fault }: { channel: string; value: unknown; set: (v: unknown) => void; fault: (bad: boolean) => void }) {
  const of = (value ?? {}) as Fields;
  const put = (key: string, v: unknown) => {
    const next = { ...of, [key]: v };
    if (v === "" || v === undefined) delete next[key];
    set(Object.keys(next).length === 0 ? undefined : next);
  };
  if (channel === "file") return <FilePayload of={of} set={set} />;
  if (channel === "proposal") return <Proposal of={of} put={put} />;
  const fields = forms[channel];
  if (!fields) return <Json value={value} set={set} fault={fault} />;
  return (
    <div className={css.form}>
      {fields.map((f) =>
        f === "text" ? (
          <Textarea key={f} label={w.msel.payload.text} autosize minRows={4} value={String(of[f] ?? "")} onChange={(e) => put(f, e.currentTarget.value)} />
        ) : (
          <TextInput key={f} label={w.msel.payload[f]} type={numbers.includes(f) ? "number" : "text"} min={0} maxLength={200} value={String(of[f] ?? "")} onChange={(e) => put(f, numbers.includes(f) && e.currentTarget.value ? Number(e.currentTarget.value) : e.currentTarget.value)} />
        ),
      )}
    </div>
  );
}

function Proposal({ of, put }: { of: Fields; put: (key: string, v: unknown) => void }) {
  const text = (of["text"] ?? {}) as Record<string, string>;
  return (
    <div className={css.form}>
      <div className={css.grid}>
        <TextInput label={w.msel.payload.body} maxLength={200} value={String(of["body"] ?? "")} onChange={(e) => put("body", e.currentTarget.value)} />
        <TextInput label={w.msel.payload.minutes} type="number" min={1} value={String(of["minutes"] ?? "")} onChange={(e) => put("minutes", e.currentTarget.value ? Number(e.currentTarget.value) : undefined)} />
      </div>
      {["en", "fr", "cs"].map((l) => (
        <Textarea key={l} label={w.msel.payload.textIn(l)} autosize minRows={2} value={text[l] ?? ""} onChange={(e) => put("text", Object.fromEntries(Object.entries({ ...text, [l]: e.currentTarget.value }).filter(([, v]) => v)))} />
      ))}
    </div>
  );
}

function FilePayload({ of, set }: { of: Fields; set: (v: unknown) => void }) {
  const read = async (f: File | null) => {
    if (!f) return;
    const bytes = new Uint8Array(await f.arrayBuffer());
    let binary = "";
    for (const b of bytes) binary += String.fromCharCode(b);
    set({ name: f.name, media: f.type || "application/octet-stream", base64: btoa(binary) });
  };
  const size = Math.floor((String(of["base64"] ?? "").length * 3) / 4);
  return (
    <div className={css.form}>
      <FileInput label={w.msel.payload.file} placeholder={w.msel.payload.choose} onChange={(f) => void read(f)} />
      {of["base64"] !== undefined && (
        <div className={css.grid}>
          <TextInput label={w.msel.payload.name} maxLength={200} value={String(of["name"] ?? "")} onChange={(e) => set({ ...of, name: e.currentTarget.value })} />
          <TextInput label={w.msel.payload.media} maxLength={200} value={String(of["media"] ?? "")} onChange={(e) => set({ ...of, media: e.currentTarget.value })} />
          <span className={css.soft}>{w.msel.payload.held(size)}</span>
        </div>
      )}
    </div>
  );
}

function Json({ value, set, fault }: { value: unknown; set: (v: unknown) => void; fault: (bad: boolean) => void }) {
  const [text, setText] = useState(value === undefined ? '{\n  "content": {}\n}' : JSON.stringify(value, null, 2));
  const [bad, setBad] = useState(false);
  const write = (s: string) => {
    setText(s);
    let read: unknown;
    try {
      read = s.trim() === "" ? undefined : JSON.parse(s);
    } catch {
      read = null;
    }
    const wrong = read !== undefined && (typeof read !== "object" || read === null || Array.isArray(read));
    setBad(wrong);
    fault(wrong);
    if (!wrong) set(read);
  };
  return <Textarea label={w.msel.payload.json} autosize minRows={6} maxRows={20} spellCheck={false} value={text} onChange={(e) => write(e.currentTarget.value)} error={bad && w.msel.payload.jsonFault} />;
}
