import { Checkbox, Select, TextInput } from "@mantine/core";
import { useSession } from "../base/session";
import { w } from "../words";
import { others } from "./standing";
import type { Room } from "./queries";

export const levels = ["clear", "green", "amber", "amber+strict", "red"];

/** Saying is how an entry is written. */
export interface Saying {
  tlp: string;
  ours: boolean;
}

/** quiet is how an entry is written when nobody says otherwise. */
export const quiet: Saying = { tlp: "", ours: false };

/** bodyOf makes the part of a body that says how an entry is written. */
export const bodyOf = (s: Saying) => ({ ...(s.tlp && { tlp: s.tlp }), ...(s.ours && { ours: true }) });

/** SayingFields choose the marking of an entry and, of a shared incident, whether it stays ours; below stands who gets it. */
export function SayingFields({ of, value, set, always }: { of: Room; value: Saying; set: (s: Saying) => void; always?: boolean }) {
  const own = useSession().party.code;
  const marked = (tlp: string) => `TLP:${tlp.toUpperCase()}`;
  return (
    <>
      <Select
        miw="17rem" label={w.incident.write.tlp}
        data={[{ value: "", label: w.incident.write.same(marked(of.tlp)) }, ...levels.map((l) => ({ value: l, label: marked(l) }))]}
        value={value.tlp}
        onChange={(v) => set({ ...value, tlp: v ?? "" })}
        allowDeselect={false}
      />
      {of.shared && !always && <Checkbox label={w.incident.write.ours} checked={value.ours} onChange={(e) => set({ ...value, ours: e.currentTarget.checked })} />}
      <p>{of.shared && !value.ours ? w.incident.write.goes(others(of, own).join(", ")) : w.incident.write.stays}</p>
    </>
  );
}

/** Moment is a field for a moment in the reader's clock. */
export function Moment({ label, description, value, set }: { label: string; description?: string; value: string; set: (v: string) => void }) {
  return <TextInput type="datetime-local" label={label} {...(description && { description })} value={value} onChange={(e) => set(e.currentTarget.value)} />;
}

/** instant reads such a field; undefined when it is empty. */
export const instant = (v: string) => (v === "" ? undefined : new Date(v).toISOString());
