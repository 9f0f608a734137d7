import { Checkbox, MultiSelect, NativeSelect, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { lookup, w } from "../words";
import css from "./assist.module.css";
import { Choose, fieldId, Line, Lines, Moment, Parties, type Writing } from "./fields";
import { Roles } from "./Roles";
import { valueText } from "./severity";
import { useTerms } from "./terms";

/** Sections are the parts of a request in the order in which a person at night can answer them. */
export function Sections(writing: Writing) {
  const a = w.assist;
  return (
    <>
      <Part title={a.part.what}>
        <div className={css.grid}>
          <Line name="title" {...writing} />
          <div>
            <Line name="beneficiary" {...writing} />
            <Flag name="pseudonym" {...writing} />
          </div>
          <Choose name="entity" words={a.entity} {...writing} />
          <Choose name="impact" words={a.impact} {...writing} />
          <Severity {...writing} />
        </div>
        <Lines name="situation" {...writing} />
        <div className={css.grid}>
          <Choose name="taken" words={a.taken} {...writing} />
          <Lines name="measures" {...writing} />
        </div>
      </Part>
      <Part title={a.part.wanted}>
        <Services {...writing} />
        <Roles {...writing} />
        <div className={css.grid}>
          <Choose name="mode" words={a.mode} {...writing} />
          <Moment name="needed_by" {...writing} />
          <Line name="duration" {...writing} />
        </div>
      </Part>
      <Part title={a.part.whom}>
        <div className={css.grid}>
          <Choose name="audience" words={a.audience} {...writing} />
          {writing.of.audience === "named" && <Parties name="named" {...writing} />}
          <Choose name="tlp" words={Object.fromEntries(["clear", "green", "amber", "amber+strict"].map((t) => [t, `TLP:${t.toUpperCase()}`]))} {...writing} />
        </div>
      </Part>
      <Part title={a.part.reach}>
        <div className={css.grid}>
          <Line name="contact" {...writing} />
          <Line name="fallback" {...writing} />
          <Lines name="liability" {...writing} />
          <Lines name="cost" {...writing} />
        </div>
      </Part>
      <Part title={a.part.more}>
        <div className={css.grid}>
          <Line name="office" {...writing} />
          <Line name="incident" {...writing} />
          <Sectors {...writing} />
          <Parties name="spill_over" open {...writing} />
          <Lines name="expected" {...writing} />
          <Lines name="other_support" {...writing} />
          <Lines name="access" {...writing} />
          <Lines name="host_support" {...writing} />
          <Line name="report_within" {...writing} />
          <Flag name="data_leaves" {...writing} />
        </div>
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={css.piece}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

function Flag({ name, of, set, closed }: Writing & { name: "pseudonym" | "data_leaves" }) {
  return <Checkbox mt={6} id={fieldId(name)} label={lookup(w.assist.field, name)} disabled={closed} checked={of[name] ?? false} onChange={(e) => set({ [name]: e.currentTarget.checked })} />;
}

function Severity({ of, set, closed, missing }: Writing) {
  const s = of.severity ?? {};
  const a = w.assist;
  const values = Object.hasOwn(a.scale, s.scheme ?? "") ? a.scale[s.scheme ?? ""] : undefined;
  const needed = missing.includes("severity") ? ` (${a.needed})` : "";
  return (
    <>
      <NativeSelect id={fieldId("severity")} label={a.scheme + needed} disabled={closed} value={s.scheme ?? ""} onChange={(e) => set({ severity: e.currentTarget.value ? { ...(s.judge && { judge: s.judge }), scheme: e.currentTarget.value as NonNullable<typeof s.scheme> } : {} })} data={[{ value: "", label: a.choose }, ...Object.entries(a.schemes).map(([value, label]) => ({ value, label }))]} />
      {values ? (
        <NativeSelect label={a.severity + needed} disabled={closed} value={s.value ?? ""} onChange={(e) => set({ severity: { ...s, value: e.currentTarget.value } })} data={[{ value: "", label: a.choose }, ...values.map((v) => ({ value: v, label: valueText(s.scheme ?? "", v) }))]} />
      ) : (
        <TextInput label={a.severity + needed} disabled={closed || !s.scheme} maxLength={60} value={s.value ?? ""} onChange={(e) => set({ severity: { ...s, value: e.currentTarget.value } })} />
      )}
      <TextInput label={a.judge} disabled={closed} maxLength={200} value={s.judge ?? ""} onChange={(e) => set({ severity: { ...s, judge: e.currentTarget.value } })} />
    </>
  );
}

function Sectors({ of, set, closed }: Writing) {
  const value = of.sectors ?? [];
  const all = [...new Set([...Object.keys(w.terms.sector), ...value])];
  return <MultiSelect id={fieldId("sectors")} label={lookup(w.assist.field, "sectors")} searchable disabled={closed} data={all.map((s) => ({ value: s, label: lookup(w.terms.sector, s) }))} value={value} onChange={(v) => set({ sectors: v })} />;
}

function Services({ of, set, closed, missing }: Writing) {
  const terms = useTerms();
  return (
    <MultiSelect
      id={fieldId("services")}
      label={lookup(w.assist.field, "services") + (missing.includes("services") ? ` (${w.assist.needed})` : "")}
      description={w.assist.help["services"]}
      searchable
      disabled={closed}
      data={terms.options("services")}
      value={of.services ?? []}
      onChange={(v) => set({ services: v })}
    />
  );
}
