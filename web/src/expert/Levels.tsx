import { Button, Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { w } from "../words";
import css from "./expert.module.css";
import type { Profile, Term } from "./queries";
import { options } from "./standing";

type Skill = NonNullable<Profile["skills"]>[number];
type Language = NonNullable<Profile["languages"]>[number];
type Certificate = NonNullable<Profile["certificates"]>[number];

/** Rows is a list of which each line has fields of its own; lines are added at its end and taken away one by one. */
function Rows<T>({ title, of, set, fresh, disabled, children }: { title: string; of: T[]; set: (all: T[]) => void; fresh: T; disabled?: boolean; children: (row: T, put: (part: Partial<T>) => void, i: number) => ReactNode }) {
  return (
    <fieldset className={css.rows}>
      <legend>{title}</legend>
      {of.map((row, i) => (
        <div key={i} className={css.line}>
          {children(row, (part) => set(of.map((r, k) => (k === i ? { ...r, ...part } : r))), i)}
          {!disabled && (
            <Button variant="subtle" onClick={() => set(of.filter((_, k) => k !== i))} aria-label={w.expert.takeAway(title, i + 1)}>
              {w.expert.clear}
            </Button>
          )}
        </div>
      ))}
      {!disabled && (
        <Button variant="default" size="compact-sm" onClick={() => set([...of, fresh])} aria-label={w.expert.addTo(title)}>
          {w.expert.addLine}
        </Button>
      )}
    </fieldset>
  );
}

/** Levelled asks for things of a list by their names, each at a level that is said in words. */
export function Levelled({ title, what, list, levels, of, set, disabled }: { title: string; what: string; list: { value: string; label: string }[]; levels: Record<string, string>; of: Skill[]; set: (all: Skill[]) => void; disabled?: boolean }) {
  const known = (code: string) => (code === "" || list.some((o) => o.value === code) ? [] : [{ value: code, label: code }]);
  return (
    <Rows title={title} of={of} set={set} fresh={{ code: "", level: 3 }} disabled={disabled ?? false}>
      {(s, put) => (
        <>
          <Select
            aria-label={what}
            placeholder={what}
            searchable
            disabled={disabled ?? false}
            data={[...list.filter((o) => o.value === s.code || !of.some((x) => x.code === o.value)), ...known(s.code)]}
            value={s.code || null}
            onChange={(v) => put({ code: v ?? "" })}
          />
          <Select aria-label={w.expert.levelName} disabled={disabled ?? false} data={[1, 2, 3, 4, 5].map((n) => ({ value: String(n), label: `${n} ${levels[n] ?? ""}` }))} value={String(s.level)} onChange={(v) => put({ level: Number(v) })} allowDeselect={false} />
        </>
      )}
    </Rows>
  );
}

/** Skills asks for skills of the list, each at a level. */
export function Skills({ of, terms, set }: { of: Skill[]; terms: Term[]; set: (all: Skill[]) => void }) {
  return <Levelled title={w.expert.skills} what={w.expert.skill} list={options(terms)} levels={w.expert.levels} of={of} set={set} />;
}

/** Languages asks for languages, each as its certificate says it. */
export function Languages({ of, set }: { of: Language[]; set: (all: Language[]) => void }) {
  return (
    <Rows title={w.expert.languages} of={of} set={set} fresh={{ code: "", scheme: "cefr", native: "B2" }}>
      {(l, put) => (
        <>
          <TextInput aria-label={w.expert.languageCode} placeholder={w.expert.languageCode} maxLength={2} value={l.code} onChange={(e) => put({ code: e.currentTarget.value.toLowerCase() })} />
          <Select
            aria-label={w.expert.schemeName}
            data={(["cefr", "stanag", "native"] as const).map((s) => ({ value: s, label: w.expert.scheme[s] as string }))}
            value={l.scheme}
            onChange={(v) => put({ scheme: v as Language["scheme"], native: v === "cefr" ? "B2" : v === "stanag" ? "2/2/2/2" : "" })}
            allowDeselect={false}
          />
          {l.scheme === "cefr" && <Select aria-label={w.expert.levelName} data={["A1", "A2", "B1", "B2", "C1", "C2"]} value={l.native ?? null} onChange={(v) => put({ native: v ?? "" })} allowDeselect={false} />}
          {l.scheme === "stanag" && <TextInput aria-label={w.expert.levelName} description={w.expert.stanagText} maxLength={12} value={l.native ?? ""} onChange={(e) => put({ native: e.currentTarget.value })} />}
        </>
      )}
    </Rows>
  );
}

/** Certificates asks for evidence. */
export function Certificates({ of, set }: { of: Certificate[]; set: (all: Certificate[]) => void }) {
  return (
    <Rows title={w.expert.certificates} of={of} set={set} fresh={{ name: "" }}>
      {(c, put) => (
        <>
          <TextInput aria-label={w.expert.certificate} placeholder={w.expert.certificate} maxLength={200} value={c.name} onChange={(e) => put({ name: e.currentTarget.value })} />
          <TextInput aria-label={w.expert.issuer} placeholder={w.expert.issuer} maxLength={200} value={c.issuer ?? ""} onChange={(e) => put({ issuer: e.currentTarget.value })} />
          <TextInput type="date" aria-label={w.expert.certificateUntil} value={c.until ?? ""} onChange={(e) => put({ until: e.currentTarget.value })} />
          <TextInput aria-label={w.expert.reference} placeholder={w.expert.reference} maxLength={200} value={c.reference ?? ""} onChange={(e) => put({ reference: e.currentTarget.value })} />
        </>
      )}
    </Rows>
  );
}
