import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { localInput } from "../base/time";
import { partiesQuery } from "../federation/queries";
import { lookup, w } from "../words";
import css from "./crisis.module.css";
import type { Effect } from "./queries";
import { Piece } from "./TextForm";

/** EffectFields say what an adoption sets going, of the kinds that the agreement lets the body set going. */
export function EffectFields({ value, set, kinds }: { value: Effect[]; set: (all: Effect[]) => void; kinds: string[] }) {
  const f = w.crisis.form;
  const first: Effect = { kind: kinds[0] ?? "", about: "", value: kinds[0] === "alert-level" ? "high" : "" };
  return (
    <Piece title={f.effects} lead={f.effectsLead}>
      {value.map((e, i) => (
        <One key={i} n={i} of={e} kinds={kinds} set={(x) => set(value.map((v, n) => (n === i ? x : v)))} remove={() => set(value.filter((_, n) => n !== i))} />
      ))}
      <div>
        <Button variant="default" disabled={value.length >= 8} onClick={() => set([...value, first])}>
          {f.addEffect}
        </Button>
      </div>
    </Piece>
  );
}

function One({ n, of: e, kinds, set, remove }: { n: number; of: Effect; kinds: string[]; set: (e: Effect) => void; remove: () => void }) {
  const f = w.crisis.form;
  const parties = useQuery(partiesQuery);
  const alert = e.kind === "alert-level";
  return (
    <div className={css.form}>
      <div className={css.grid}>
        <NativeSelect label={f.kind} value={e.kind} onChange={(x) => set({ kind: x.currentTarget.value, about: "", value: x.currentTarget.value === "alert-level" ? "high" : "" })} data={kinds.map((k) => ({ value: k, label: lookup(w.crisis.kind, k) }))} />
        {alert ? (
          <>
            <NativeSelect label={f.party} value={e.about} onChange={(x) => set({ ...e, about: x.currentTarget.value })} data={[{ value: "", label: w.crisis.alliance }, ...(parties.data?.items ?? []).map((p) => ({ value: p.code, label: p.code }))]} />
            <NativeSelect label={f.alert} value={e.value} onChange={(x) => set({ ...e, value: x.currentTarget.value })} data={Object.entries(w.crisis.alert).map(([v, label]) => ({ value: v, label }))} />
          </>
        ) : (
          <>
            <TextInput label={f.about} maxLength={300} value={e.about} onChange={(x) => set({ ...e, about: x.currentTarget.value })} />
            <TextInput label={f.value} maxLength={300} value={e.value} onChange={(x) => set({ ...e, value: x.currentTarget.value })} />
          </>
        )}
        <TextInput
          type="datetime-local"
          label={f.until}
          description={f.untilText}
          value={e.until ? localInput(e.until) : ""}
          onChange={(x) => {
            const { until: _, ...rest } = e;
            set(x.currentTarget.value ? { ...rest, until: new Date(x.currentTarget.value).toISOString() } : rest);
          }}
        />
      </div>
      <p className={css.soft}>{Object.hasOwn(f.help, e.kind) ? f.help[e.kind] : f.helpOther}</p>
      <div>
        <Button variant="default" size="xs" aria-label={`${f.remove}: ${lookup(w.crisis.kind, e.kind)}, ${w.number(n + 1)}`} onClick={remove}>
          {f.remove}
        </Button>
      </div>
    </div>
  );
}
