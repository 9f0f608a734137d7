import { Button, Select, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Failure } from "../base/states";
import { w } from "../words";
import css from "./msel.module.css";
import { useAct, type Bulk, type Plan, type Row } from "./queries";

/** BulkBar changes the chosen rows at once, or none of them. */
export function BulkBar({ of, plan, done }: { of: Row[]; plan: Plan; done: () => void }) {
  const [storyline, setStoryline] = useState<string | null>(null);
  const [phase, setPhase] = useState("");
  const [controller, setController] = useState("");
  const [status, setStatus] = useState<string | null>(null);
  const [shift, setShift] = useState("");
  const t = w.msel.bulk;
  const rows = of.map((r) => ({ id: r.inject.id ?? "", version: r.version }));
  const minutes = Number(shift || 0);
  const change: Omit<Bulk, "rows"> = {
    ...(storyline !== null && { storyline }),
    ...(phase.trim() && { phase: phase.trim() }),
    ...(controller.trim() && { controller: controller.trim() }),
    ...(status && { status: status as "ready" }),
    ...(minutes && Number.isInteger(minutes) && { shift: minutes * 60 }),
  };
  const run = useAct((_: undefined) => take(api.POST("/exercise/msel/bulk", { body: { rows, ...change } })));
  const remove = useAct((_: undefined) => take(api.POST("/exercise/msel/delete", { body: { rows } })));
  const submit = (e: FormEvent) => {
    e.preventDefault();
    run.mutate(undefined, { onSuccess: () => setShift("") });
  };
  return (
    <form className={css.bar} onSubmit={submit} aria-label={w.msel.chosen(of.length)}>
      <strong role="status">{w.msel.chosen(of.length)}</strong>
      <Select label={w.msel.column.storyline} placeholder={t.keep} data={(plan.storylines ?? []).map((s) => ({ value: s.id, label: s.name }))} value={storyline} onChange={setStoryline} clearable />
      <TextInput label={w.msel.column.phase} placeholder={t.keep} value={phase} onChange={(e) => setPhase(e.currentTarget.value)} />
      <TextInput label={w.msel.column.controller} placeholder={t.keep} value={controller} onChange={(e) => setController(e.currentTarget.value)} />
      <Select label={w.msel.column.status} placeholder={t.keep} data={Object.entries(w.msel.status).map(([v, label]) => ({ value: v, label }))} value={status} onChange={setStatus} clearable />
      <TextInput label={t.shift} type="number" step={1} value={shift} onChange={(e) => setShift(e.currentTarget.value)} />
      <Button type="submit" loading={run.isPending} disabled={Object.keys(change).length === 0}>
        {t.apply}
      </Button>
      <Confirm open={t.delete} title={t.deleteTitle} text={t.deleteText} go={t.delete} act={remove} args={undefined} grave onDone={done} />
      {run.error && <Failure of={run.error} />}
    </form>
  );
}
