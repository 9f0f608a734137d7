import { Button, NativeSelect, TextInput } from "@mantine/core";
import { localInput } from "../base/time";
import { lookup, w } from "../words";
import css from "./crisis.module.css";
import { begun, ends, KindFields } from "./EffectKind";
import type { Effect } from "./queries";
import { Piece } from "./TextForm";

/** EffectFields say what an adoption sets going, of the kinds that the agreement lets the body set going. */
export function EffectFields({ value, set, kinds }: { value: Effect[]; set: (all: Effect[]) => void; kinds: string[] }) {
  const f = w.crisis.form;
  return (
    <Piece title={f.effects} lead={f.effectsLead}>
      {value.map((e, i) => (
        <One key={i} n={i} of={e} kinds={kinds} set={(x) => set(value.map((v, n) => (n === i ? x : v)))} remove={() => set(value.filter((_, n) => n !== i))} />
      ))}
      <div>
        <Button variant="default" disabled={value.length >= 8} onClick={() => set([...value, begun(kinds[0] ?? "")])}>
          {f.addEffect}
        </Button>
      </div>
    </Piece>
  );
}

function One({ n, of: e, kinds, set, remove }: { n: number; of: Effect; kinds: string[]; set: (e: Effect) => void; remove: () => void }) {
  const f = w.crisis.form;
  const ending = ends(e.kind);
  return (
    <div className={css.form}>
      <div className={css.grid}>
        <NativeSelect label={f.kind} value={e.kind} onChange={(x) => set(begun(x.currentTarget.value))} data={kinds.map((k) => ({ value: k, label: lookup(w.crisis.kind, k) }))} />
        <KindFields of={e} set={set} />
        {ending !== "never" && (
          <TextInput
            type="datetime-local"
            label={f.until}
            description={ending === "must" ? f.untilNeeded : f.untilText}
            required={ending === "must"}
            value={e.until ? localInput(e.until) : ""}
            onChange={(x) => {
              const { until: _, ...rest } = e;
              set(x.currentTarget.value ? { ...rest, until: new Date(x.currentTarget.value).toISOString() } : rest);
            }}
          />
        )}
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
