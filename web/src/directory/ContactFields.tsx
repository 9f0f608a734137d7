import { Button, Select, TextInput } from "@mantine/core";
import { lookup, w } from "../words";
import css from "./directory.module.css";
import { HoursField } from "./HoursField";
import type { Channel, Contact, Said } from "./queries";

const purposes = ["emergency", "incident", "vulnerability", "general", "press"] as const;
const media = ["phone", "sms", "email", "secure-email", "signal", "radio", "video", "web", "other"] as const;

interface Props {
  of: Contact[];
  offices: Said["offices"];
  keys: Said["keys"];
  set: (all: Contact[]) => void;
  mark: (at: string, wrong: boolean) => void;
}

/** ContactFields edits the contacts, each with its channels in the order in which they are to be tried. */
export function ContactFields({ of, offices, keys, set, mark }: Props) {
  const put = (i: number, next: Contact) => set(of.map((c, k) => (k === i ? next : c)));
  return (
    <>
      {of.map((c, i) => (
        <fieldset key={i} className={css.group}>
          <legend>{c.name || `${w.directory.contact} ${i + 1}`}</legend>
          <div className={css.row}>
            <TextInput label={w.directory.name} maxLength={200} value={c.name} onChange={(e) => put(i, { ...c, name: e.currentTarget.value })} />
            <TextInput label={w.directory.id} description={w.directory.idText} maxLength={50} value={c.id} onChange={(e) => put(i, { ...c, id: e.currentTarget.value })} />
            <Select label={w.directory.purposeField} data={purposes.map((p) => ({ value: p, label: lookup(w.directory.purpose, p) }))} value={c.purpose} allowDeselect={false} onChange={(v) => v && put(i, { ...c, purpose: v as Contact["purpose"] })} />
            <Select label={w.directory.office} clearable data={offices.filter((o) => o.id !== "").map((o) => ({ value: o.id, label: o.name || o.id }))} value={c.office || null} onChange={(v) => put(i, { ...c, office: v ?? "" })} />
            <Button variant="default" onClick={() => set(of.filter((_, k) => k !== i))} aria-label={w.directory.removeOne(w.directory.contact, i + 1)}>
              {w.directory.remove}
            </Button>
          </div>
          {c.channels.map((ch, j) => (
            <ChannelFields
              key={j}
              n={j + 1}
              of={ch}
              keys={keys}
              mark={(x) => mark(`${i}/${j}`, x)}
              set={(next) => put(i, { ...c, channels: c.channels.map((x, k) => (k === j ? next : x)) })}
              up={j > 0 ? () => put(i, { ...c, channels: c.channels.map((x, k) => (k === j - 1 ? ch : k === j ? (c.channels[j - 1] ?? x) : x)) }) : undefined}
              remove={() => {
                mark(`${i}/${j}`, false);
                put(i, { ...c, channels: c.channels.filter((_, k) => k !== j) });
              }}
            />
          ))}
          <Button variant="default" mt="sm" onClick={() => put(i, { ...c, channels: [...c.channels, channel()] })}>
            {w.directory.addOne(w.directory.channel)}
          </Button>
        </fieldset>
      ))}
      <Button variant="default" onClick={() => set([...of, { id: `contact-${of.length + 1}`, name: "", purpose: of.length === 0 ? "emergency" : "incident", office: "", channels: [channel()] }])}>
        {w.directory.addOne(w.directory.contact)}
      </Button>
    </>
  );
}

const channel = (): Channel => ({ medium: "phone", address: "", key: "", answers: "", hours: { always: false, weekly: [] } });

function ChannelFields({ n, of, keys, set, up, remove, mark }: { n: number; of: Channel; keys: Said["keys"]; set: (c: Channel) => void; up: (() => void) | undefined; remove: () => void; mark: (wrong: boolean) => void }) {
  return (
    <div className={css.row} role="group" aria-label={`${w.directory.channel} ${n}`}>
      <Select label={w.directory.channel} data={media.map((m) => ({ value: m, label: lookup(w.directory.medium, m) }))} value={of.medium} allowDeselect={false} onChange={(v) => v && set({ ...of, medium: v as Channel["medium"], key: v === "secure-email" ? of.key : "" })} />
      <TextInput label={w.directory.address} maxLength={200} value={of.address} onChange={(e) => set({ ...of, address: e.currentTarget.value })} />
      {of.medium === "secure-email" && <Select label={w.directory.key} data={keys.filter((k) => k.fingerprint !== "").map((k) => ({ value: k.fingerprint, label: k.fingerprint }))} value={of.key || null} onChange={(v) => set({ ...of, key: v ?? "" })} />}
      <TextInput label={w.directory.answers} maxLength={200} value={of.answers} onChange={(e) => set({ ...of, answers: e.currentTarget.value })} />
      <HoursField label={w.directory.hours} of={of.hours} set={(h) => set({ ...of, hours: h })} mark={mark} />
      <Button variant="default" disabled={!up} onClick={up} aria-label={w.directory.upOne(w.directory.channel, n)}>
        ↑
      </Button>
      <Button variant="default" onClick={remove} aria-label={w.directory.removeOne(w.directory.channel, n)}>
        {w.directory.remove}
      </Button>
    </div>
  );
}
