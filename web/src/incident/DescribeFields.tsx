import { Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { localInput } from "../base/time";
import { lookup, w } from "../words";
import { instant, Moment } from "./Fields";
import { termsQuery, type Room } from "./queries";

/** Draft is what an incident is about, as its fields hold it. */
export interface Draft {
  title: string;
  summary: string;
  category: string;
  occurred: string;
  detected: string;
  aware: string;
  lead: string;
}

export const blank: Draft = { title: "", summary: "", category: "other/undetermined", occurred: "", detected: "", aware: "", lead: "" };

/** draftOf fills the fields with what stands. */
export function draftOf(r: Room): Draft {
  const at = (iso: string | undefined) => (iso ? localInput(iso) : "");
  return { title: r.title, summary: r.summary ?? "", category: r.category, occurred: at(r.occurred), detected: at(r.detected), aware: at(r.aware), lead: r.lead ?? "" };
}

/** description makes the body of it. */
export function description(d: Draft) {
  const [occurred, detected, aware] = [instant(d.occurred), instant(d.detected), instant(d.aware)];
  return {
    title: d.title.trim(),
    category: d.category,
    ...(d.summary.trim() && { summary: d.summary.trim() }),
    ...(d.lead.trim() && { lead: d.lead.trim() }),
    ...(occurred && { occurred }),
    ...(detected && { detected }),
    ...(aware && { aware }),
  };
}

/** DescribeFields say what an incident is about. */
export function DescribeFields({ value, set }: { value: Draft; set: (d: Draft) => void }) {
  const terms = useQuery(termsQuery);
  const text = (name: keyof Draft) => (v: string) => set({ ...value, [name]: v });
  return (
    <>
      <TextInput label={w.incident.begin.name} required maxLength={300} data-autofocus value={value.title} onChange={(e) => text("title")(e.currentTarget.value)} />
      <Select label={w.incident.begin.category} data={(terms.data?.categories ?? [value.category]).map((c) => ({ value: c, label: lookup(w.terms.category, c) }))} value={value.category} onChange={(v) => text("category")(v ?? value.category)} searchable allowDeselect={false} />
      <Textarea label={w.incident.begin.summary} autosize minRows={3} maxLength={10000} value={value.summary} onChange={(e) => text("summary")(e.currentTarget.value)} />
      <Moment label={w.incident.begin.occurred} value={value.occurred} set={text("occurred")} />
      <Moment label={w.incident.begin.detected} value={value.detected} set={text("detected")} />
      <Moment label={w.incident.begin.aware} description={w.incident.begin.awareText} value={value.aware} set={text("aware")} />
      <TextInput label={w.incident.begin.lead} maxLength={300} value={value.lead} onChange={(e) => text("lead")(e.currentTarget.value)} />
    </>
  );
}
