import { MultiSelect, Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../base/session";
import { localInput, parse } from "../base/time";
import { Moment } from "../incident/Fields";
import css from "../incident/incident.module.css";
import { incidentsQuery, termsQuery } from "../incident/queries";
import { valueOf } from "../incident/standing";
import { lookup, w } from "../words";
import { languages } from "../words/language";
import { type Warning } from "./queries";
import { unequal, type Draft } from "./standing";

/** blank is a draft in the language of the console, to be acknowledged within four hours. */
export const blank = (): Draft => ({ languages: [w.locale.slice(0, 2)], cause: "vulnerability-exploited", title: {}, text: {}, actions: {}, scheme: "", value: "", sectors: [], incident: "", objects: [], due: localInput(new Date(Date.now() + 4 * 3_600_000).toISOString()) });

/** draftOf fills the fields with the text that stands; its time is over, or soon is. */
export function draftOf({ text: t }: Warning): Draft {
  const own = Object.keys(t.title);
  return {
    languages: own,
    cause: t.cause,
    title: t.title,
    text: t.text,
    actions: Object.fromEntries(own.map((l) => [l, t.actions.map((a) => a[l] ?? "").join("\n")])),
    scheme: t.severity?.scheme ?? "",
    value: t.severity?.value ?? "",
    sectors: t.sectors,
    incident: t.incident,
    objects: t.objects,
    due: parse(t.due) ? blank().due : "",
  };
}

/** TextFields say what a warning says, in each of its languages. */
export function TextFields({ value, set }: { value: Draft; set: (d: Draft) => void }) {
  const terms = useQuery(termsQuery).data;
  const mayIncident = useMay("incident.read");
  const incidents = useQuery({ ...incidentsQuery, enabled: mayIncident }).data?.items ?? [];
  const i = w.warning.issue;
  const put = (field: "title" | "text" | "actions", l: string) => (e: { currentTarget: { value: string } }) => set({ ...value, [field]: { ...value[field], [l]: e.currentTarget.value } });
  const values = terms?.schemes.find((s) => s.code === value.scheme)?.values ?? [];
  return (
    <>
      <Select label={i.cause} data={Object.entries(w.warning.cause).map(([v, label]) => ({ value: v, label }))} value={value.cause} onChange={(v) => set({ ...value, cause: v ?? value.cause })} allowDeselect={false} />
      <MultiSelect label={i.languages} description={i.languagesText} data={Object.entries(languages).map(([v, label]) => ({ value: v, label }))} value={value.languages} onChange={(v) => set({ ...value, languages: v })} />
      {value.languages.map((l) => (
        <fieldset key={l} className={css.set} lang={l}>
          <legend lang={w.locale}>{i.inLanguage(lookup(languages, l))}</legend>
          <div className={css.form}>
            <TextInput label={i.heading} required maxLength={300} value={value.title[l] ?? ""} onChange={put("title", l)} />
            <Textarea label={i.text} required autosize minRows={3} maxLength={20000} value={value.text[l] ?? ""} onChange={put("text", l)} />
            <Textarea label={i.actions} description={i.actionsText} autosize minRows={2} value={value.actions[l] ?? ""} onChange={put("actions", l)} error={unequal(value) ? i.unequal : undefined} />
          </div>
        </fieldset>
      ))}
      <div className={css.row}>
        <Select
          label={i.scheme}
          data={[{ value: "", label: i.noScheme }, ...(terms?.schemes ?? []).map((s) => ({ value: s.code, label: lookup(w.terms.scheme, s.code) }))]}
          value={value.scheme}
          onChange={(v) => set({ ...value, scheme: v ?? "", value: "" })}
          allowDeselect={false}
        />
        {value.scheme && <Select label={i.value} data={values.map((v) => ({ value: v, label: valueOf(value.scheme, v) }))} value={value.value || null} onChange={(v) => set({ ...value, value: v ?? "" })} placeholder={w.incident.judge.choose} />}
        <Moment label={i.due} description={i.dueText} value={value.due} set={(due) => set({ ...value, due })} />
      </div>
      <MultiSelect label={i.sectors} description={i.sectorsText} searchable data={(terms?.sectors ?? value.sectors).map((s) => ({ value: s, label: lookup(w.terms.sector, s) }))} value={value.sectors} onChange={(sectors) => set({ ...value, sectors })} />
      {mayIncident && (
        <Select label={i.incident} searchable data={[{ value: "", label: i.noIncident }, ...incidents.map((x) => ({ value: x.id, label: x.title }))]} value={value.incident} onChange={(v) => set({ ...value, incident: v ?? "" })} allowDeselect={false} />
      )}
      <TagsInput label={i.objects} description={i.objectsText} value={value.objects} onChange={(objects) => set({ ...value, objects })} />
    </>
  );
}
