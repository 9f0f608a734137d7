import { MultiSelect, Select, Textarea } from "@mantine/core";
import { lookup, w } from "../words";
import css from "./directory.module.css";
import { levels, lines, numbers, sections, services } from "./entry";
import type { Said } from "./queries";
import { Rows } from "./Rows";

type Constituency = Said["constituency"];

/** ConstituencyFields edits whom the team answers for, one claim a line. */
export function ConstituencyFields({ of, set }: { of: Constituency; set: (c: Constituency) => void }) {
  const list = (label: string, value: string[], put: (text: string) => Partial<Constituency>) => (
    <Textarea label={label} description={w.directory.aLine} autosize minRows={2} maxRows={14} spellCheck={false} defaultValue={value.join("\n")} onBlur={(e) => set({ ...of, ...put(e.currentTarget.value) })} />
  );
  return (
    <div className={css.fields}>
      <Textarea label={w.directory.description} autosize minRows={2} maxLength={4000} value={of.description} onChange={(e) => set({ ...of, description: e.currentTarget.value })} />
      {list(w.directory.prefixes, of.prefixes, (t) => ({ prefixes: lines(t) }))}
      {list(w.directory.asns, of.asns.map(String), (t) => ({ asns: numbers(t) }))}
      {list(w.directory.domains, of.domains, (t) => ({ domains: lines(t.toLowerCase()) }))}
      {list(w.directory.countries, of.countries, (t) => ({ countries: lines(t.toUpperCase()) }))}
      {list(w.directory.sectors, of.sectors, (t) => ({ sectors: lines(t) }))}
    </div>
  );
}

/** StandingFields edits services, memberships and maturity. */
export function StandingFields({ of, set }: { of: Said; set: (s: Partial<Said>) => void }) {
  return (
    <div className={css.form}>
      <MultiSelect label={w.directory.servicesField} searchable clearable data={services.map((s) => ({ value: s, label: `${s} ${lookup(w.directory.service, s)}` }))} value={of.services} onChange={(v) => set({ services: v })} />
      <Rows
        name={w.directory.membership}
        of={of.memberships}
        set={(m) => set({ memberships: m })}
        make={() => ({ body: "first", status: "", since: "", number: "" })}
        columns={[["body", w.directory.bodyField], ["status", w.directory.status], ["since", w.directory.since], ["number", w.directory.number]]}
      />
      <Textarea
        label={w.directory.sim3}
        description={w.directory.sim3Text}
        autosize
        minRows={2}
        spellCheck={false}
        defaultValue={Object.entries(of.sim3)
          .map(([p, level]) => `${p} ${level}`)
          .join("\n")}
        onBlur={(e) => set({ sim3: levels(e.currentTarget.value) })}
      />
    </div>
  );
}

/** TextFields edits the texts of RFC 2350 that no field has. An emptied text is left out. */
export function TextFields({ of, set }: { of: Said["texts"]; set: (t: Said["texts"]) => void }) {
  const held = Object.keys(of).sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  const put = (number: string, text: string) => {
    const next = { ...of };
    if (text.trim() === "") delete next[number];
    else next[number] = text.trim();
    set(next);
  };
  return (
    <div className={css.form}>
      {held.map((n) => (
        <Textarea key={n} label={`${n} ${lookup(w.directory.section, n)}`} autosize minRows={2} maxRows={16} maxLength={20000} defaultValue={of[n]} onBlur={(e) => put(n, e.currentTarget.value)} />
      ))}
      <Select label={w.directory.addText} searchable value={null} data={sections.filter((n) => !held.includes(n)).map((n) => ({ value: n, label: `${n} ${lookup(w.directory.section, n)}` }))} onChange={(n) => n && set({ ...of, [n]: "…" })} />
    </div>
  );
}
