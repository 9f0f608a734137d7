import { Checkbox, Textarea, TextInput } from "@mantine/core";
import { w } from "../words";
import css from "./directory.module.css";
import { lines } from "./entry";
import { HoursField } from "./HoursField";
import type { Said } from "./queries";

type Team = Said["team"];

/** TeamFields edits who the team is. */
export function TeamFields({ of, set, mark }: { of: Team; set: (t: Team) => void; mark: (at: string, wrong: boolean) => void }) {
  const put = <K extends keyof Team>(name: K, value: Team[K]) => set({ ...of, [name]: value });
  return (
    <div className={css.fields}>
      <TextInput label={w.directory.teamName} required maxLength={200} value={of.name} onChange={(e) => put("name", e.currentTarget.value)} />
      <TextInput label={w.directory.short} maxLength={200} value={of.short} onChange={(e) => put("short", e.currentTarget.value)} />
      <TextInput label={w.directory.host} maxLength={200} value={of.host} onChange={(e) => put("host", e.currentTarget.value)} />
      <TextInput label={w.directory.country} description={w.directory.countryText} maxLength={2} value={of.country} onChange={(e) => put("country", e.currentTarget.value.toUpperCase())} />
      <TextInput label={w.directory.zone} description={w.directory.zoneText} required maxLength={60} value={of.zone} onChange={(e) => put("zone", e.currentTarget.value)} />
      <HoursField label={w.directory.hours} of={of.hours} set={(h) => put("hours", h)} mark={(x) => mark("team", x)} />
      <TextInput label={w.directory.established} description={w.directory.establishedText} maxLength={10} value={of.established} onChange={(e) => put("established", e.currentTarget.value)} />
      <TextInput label={w.directory.languages} description={w.directory.languagesText} defaultValue={of.languages.join(", ")} onBlur={(e) => put("languages", lines(e.currentTarget.value))} />
      <Textarea label={w.directory.addressField} autosize minRows={2} maxLength={1000} value={of.address} onChange={(e) => put("address", e.currentTarget.value)} />
      <Textarea label={w.directory.websites} description={w.directory.aLine} autosize minRows={2} defaultValue={of.websites.join("\n")} onBlur={(e) => put("websites", lines(e.currentTarget.value))} />
      <Checkbox label={w.directory.approved} checked={of.approved} onChange={(e) => put("approved", e.currentTarget.checked)} />
      <Checkbox label={w.directory.oes} checked={of.oes} onChange={(e) => put("oes", e.currentTarget.checked)} />
    </div>
  );
}
