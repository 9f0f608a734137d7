import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { lookup, w } from "../words";
import { clock, readClock } from "./clock";
import css from "./msel.module.css";
import type { Criterion } from "./queries";
import { asks, known, readies, ruleOf, type Ready } from "./ready";
import { levels, levelText } from "./rubric";

/** Criteria edits what a team is held to after a row. */
export function Criteria({ value, set, parties }: { value: Criterion[]; set: (c: Criterion[]) => void; parties: string[] }) {
  const t = w.msel.criteria;
  const put = (at: number, some: Partial<Criterion>) => set(value.map((c, i) => (i === at ? { ...c, ...some } : c)));
  const free = () => {
    for (let n = value.length + 1; ; n++) if (!value.some((c) => c.id === `c${n}`)) return `c${n}`;
  };
  return (
    <div className={css.form} role="group" aria-label={t.title}>
      {value.map((c, i) => (
        <div key={c.id} className={css.part}>
          <div className={css.grid}>
            <TextInput label={t.name} required maxLength={200} value={c.name} onChange={(e) => put(i, { name: e.currentTarget.value })} />
            <TextInput label={t.category} maxLength={200} value={c.category ?? ""} onChange={(e) => put(i, { category: e.currentTarget.value })} />
            <TextInput label={t.points} type="number" min={0} value={String(c.points)} onChange={(e) => put(i, { points: Number(e.currentTarget.value) })} />
            <Within value={c.within} set={(within) => put(i, { within })} />
            <Select label={t.strategy} data={Object.entries(t.strategies).map(([v, label]) => ({ value: v, label }))} value={c.strategy} onChange={(v) => put(i, { strategy: v ?? "human", rule: undefined, rubric: undefined })} allowDeselect={false} />
          </div>
          {c.strategy === "journal" && <Choice of={c} parties={parties} set={(some) => put(i, some)} />}
          {c.strategy === "human" ? <Rubric value={c.rubric ?? []} set={(rubric) => put(i, { rubric })} /> : <Rule key={`${c.strategy} ${known(c.rule)?.name ?? ""} ${known(c.rule)?.party ?? ""}`} value={c.rule} set={(rule) => put(i, { rule })} />}
          <Button variant="subtle" onClick={() => set(value.filter((_, n) => n !== i))}>
            {w.msel.plan.remove}
          </Button>
        </div>
      ))}
      <div className={css.row}>
        <Button variant="default" onClick={() => set([...value, { id: free(), name: "", points: 10, strategy: "human" }])}>
          {t.add}
        </Button>
      </div>
    </div>
  );
}

/** Choice fills in a rule that is ready, so that nobody writes one who need not. */
function Choice({ of, parties, set }: { of: Criterion; parties: string[]; set: (some: Partial<Criterion>) => void }) {
  const t = w.msel.criteria;
  const now = known(of.rule);
  const fill = (name: Ready, party: string) => set({ rule: ruleOf(name, party) as NonNullable<Criterion["rule"]>, ...(of.name.trim() === "" && { name: lookup(t.readies, name) }) });
  const codes = [...new Set([...parties, ...(now?.party ? [now.party] : [])])];
  return (
    <div className={css.grid}>
      <Select label={t.ready} description={t.readyText} data={readies.map((r) => ({ value: r, label: lookup(t.readies, r) }))} value={now?.name ?? null} placeholder={t.written} onChange={(v) => v && fill(v as Ready, now?.party || (codes[0] ?? "HUB"))} allowDeselect={false} />
      {now && asks(now.name) && <Select label={t.party} data={codes} value={now.party} onChange={(v) => v && fill(now.name, v)} allowDeselect={false} />}
    </div>
  );
}

function Within({ value, set }: { value: number | undefined; set: (n: number | undefined) => void }) {
  const [text, setText] = useState(clock(value || undefined));
  return (
    <TextInput
      label={w.msel.criteria.within}
      value={text}
      error={readClock(text) === undefined && w.msel.timeFault}
      onChange={(e) => {
        setText(e.currentTarget.value);
        const n = readClock(e.currentTarget.value);
        if (n !== undefined) set(n || undefined);
      }}
    />
  );
}

function Rubric({ value, set }: { value: NonNullable<Criterion["rubric"]>; set: (l: NonNullable<Criterion["rubric"]>) => void }) {
  const [text, setText] = useState(levelText(value));
  return (
    <Textarea
      label={w.msel.criteria.rubric}
      autosize
      minRows={2}
      value={text}
      onChange={(e) => {
        setText(e.currentTarget.value);
        set(levels(e.currentTarget.value));
      }}
    />
  );
}

function Rule({ value, set }: { value: unknown; set: (v: unknown) => void }) {
  const [text, setText] = useState(value === undefined ? "" : JSON.stringify(value, null, 2));
  const [bad, setBad] = useState(false);
  const write = (s: string) => {
    setText(s);
    try {
      set(s.trim() === "" ? undefined : (JSON.parse(s) as unknown));
      setBad(false);
    } catch {
      setBad(true);
    }
  };
  return <Textarea label={w.msel.criteria.rule} autosize minRows={2} maxRows={14} spellCheck={false} value={text} onChange={(e) => write(e.currentTarget.value)} error={bad && w.msel.payload.jsonFault} />;
}
