import { Button, Checkbox, Textarea, TextInput } from "@mantine/core";
import { w } from "../words";
import css from "./agreement.module.css";
import { ParameterField } from "./ParameterField";
import type { Template, Text } from "./queries";
import { languageOf } from "./standing";

export type Variation = Omit<Text["variations"][number], "provisions">;
export type Annex = Text["annexes"][number];

/** OwnVariations lets a party declare for itself what its template allows: a stricter value of a parameter, or that it takes no part in a clause. */
export function OwnVariations({ of, own, all, set }: { of: Template["generation"]; own: string; all: Variation[]; set: (all: Variation[]) => void }) {
  const language = languageOf(of.languages);
  const parameters = of.parameters.filter((p) => p.varies);
  const clauses = of.clauses.filter((c) => c.reservable);
  if (parameters.length + clauses.length === 0) return null;
  const toggle = (v: Variation, given: boolean) => set(given ? [...all, v] : all.filter((x) => !same(x, v)));
  const change = (v: Variation) => set(all.map((x) => (same(x, v) ? v : x)));
  return (
    <fieldset className={css.terms}>
      <legend>{w.agreement.ownTerms(own)}</legend>
      <p className={css.soft}>{w.agreement.ownTermsHint}</p>
      {parameters.map((p) => {
        const found = all.find((v) => v.party === own && v.param === p.name);
        return (
          <div key={p.name} className={css.form}>
            <Checkbox size="xs" label={w.agreement.stricter(p.name.replaceAll("_", " "))} checked={found !== undefined} onChange={(e) => toggle({ party: own, param: p.name, value: p.default, reason: "" }, e.currentTarget.checked)} />
            {found && <ParameterField of={p} language={language} value={found.value} set={(value) => change({ ...found, value })} />}
            {found && <Reason of={found} change={change} />}
          </div>
        );
      })}
      {clauses.map((c) => {
        const found = all.find((v) => v.party === own && v.clause === c.id);
        return (
          <div key={c.id} className={css.form}>
            <Checkbox size="xs" label={w.agreement.reserve(`${c.id} ${c.title[language] ?? ""}`)} checked={found !== undefined} onChange={(e) => toggle({ party: own, clause: c.id, reason: "" }, e.currentTarget.checked)} />
            {found && <Reason of={found} change={change} />}
          </div>
        );
      })}
    </fieldset>
  );
}

const same = (a: Variation, b: Variation) => a.party === b.party && a.param === b.param && a.clause === b.clause;

function Reason({ of, change }: { of: Variation; change: (v: Variation) => void }) {
  return <TextInput size="xs" label={w.agreement.reason} maxLength={500} value={of.reason} onChange={(e) => change({ ...of, reason: e.currentTarget.value })} />;
}

/** Annexes asks for the texts that are signed with an agreement beside its clauses. */
export function Annexes({ all, set }: { all: Annex[]; set: (all: Annex[]) => void }) {
  const change = (i: number, x: Partial<Annex>) => set(all.map((a, j) => (i === j ? { ...a, ...x } : a)));
  const next = String.fromCharCode(65 + all.length);
  return (
    <fieldset className={css.terms}>
      <legend>{w.agreement.annexes}</legend>
      <p className={css.soft}>{w.agreement.annexesHint}</p>
      {all.map((a, i) => (
        <div key={i} className={css.form}>
          <TextInput size="xs" label={w.agreement.annexTitle(a.id)} maxLength={200} value={a.title} onChange={(e) => change(i, { title: e.currentTarget.value })} />
          <Textarea size="xs" label={w.agreement.annexText(a.id)} autosize minRows={3} maxLength={20_000} value={a.text} onChange={(e) => change(i, { text: e.currentTarget.value })} />
        </div>
      ))}
      <div className={css.choices}>
        <Button size="xs" variant="default" disabled={all.length >= 26} onClick={() => set([...all, { id: next, title: "", text: "" }])}>
          {w.agreement.annexAdd}
        </Button>
        {all.length > 0 && (
          <Button size="xs" variant="default" onClick={() => set(all.slice(0, -1))}>
            {w.agreement.annexDrop(all.at(-1)?.id ?? "")}
          </Button>
        )}
      </div>
    </fieldset>
  );
}
