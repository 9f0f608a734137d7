import { Button, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Panel } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Failure } from "../base/states";
import { w } from "../words";
import css from "./notify.module.css";
import type { Plans } from "./queries";
import { byKind, nameOf } from "./standing";

/** Ladders shows each ladder in words, and which kinds raise an alarm by themselves. */
export function Ladders({ of }: { of: Plans }) {
  const manage = useMay("notify.manage");
  const client = useQueryClient();
  const remove = useMutation({ mutationFn: (id: string) => take(api.DELETE("/notify/plans/{id}", { params: { path: { id } } })), onSuccess: () => client.invalidateQueries({ queryKey: ["notify"] }) });
  return (
    <>
      <Panel title={w.notify.ladders} lead={w.notify.laddersLead}>
        {of.ladders.length === 0 && <Empty title={w.notify.noLadders} text={w.notify.noLaddersText} />}
        {of.ladders.map((l) => (
          <div key={l.id} className={css.line}>
            <div>
              <strong>{l.name}</strong> <span className={css.soft}>{w.notify.repeated(l.repeat)}</span>
              <ol className={css.steps}>
                {l.steps.map((s, i) => (
                  <li key={i}>
                    {s.targets.map((t) => nameOf(of, t, w.admin.roleName)).join(", ")} <span className={css.soft}>{w.notify.waits(s.wait, s.all)}</span>
                  </li>
                ))}
              </ol>
            </div>
            {manage && <Confirm open={w.notify.remove.open} title={w.notify.remove.title(l.name)} text={w.notify.remove.text} go={w.notify.remove.do} grave act={remove} args={l.id ?? ""} />}
          </div>
        ))}
      </Panel>
      {of.ladders.length > 0 && (
        <Panel title={w.notify.triggers} lead={w.notify.triggersLead}>
          {of.triggers.length === 0 && <p className={css.soft}>{w.notify.noTriggers}</p>}
          {of.triggers.map((t) => (
            <div key={t.id} className={css.line}>
              <span>
                {byKind(w.notify.kind, t.kinds)} <code>{t.kinds}</code> → {of.ladders.find((l) => l.id === t.ladder)?.name ?? t.ladder}
              </span>
              {manage && <Confirm open={w.notify.remove.open} title={w.notify.remove.title(t.kinds)} text={w.notify.remove.text} go={w.notify.remove.do} grave act={remove} args={t.id ?? ""} />}
            </div>
          ))}
          {manage && <AddTrigger of={of} />}
        </Panel>
      )}
    </>
  );
}

function AddTrigger({ of }: { of: Plans }) {
  const client = useQueryClient();
  const [kinds, setKinds] = useState("duty.lapsed");
  const [ladder, setLadder] = useState<string | null>(null);
  const run = useMutation({ mutationFn: () => take(api.POST("/notify/triggers", { body: { kinds: kinds.trim(), ladder: ladder ?? of.ladders[0]?.id ?? "" } })), onSuccess: () => client.invalidateQueries({ queryKey: ["notify"] }) });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    run.mutate();
  };
  return (
    <form onSubmit={submit} className={css.ask}>
      <TextInput label={w.notify.kinds} description={w.notify.kindsText} value={kinds} onChange={(e) => setKinds(e.currentTarget.value)} />
      <Select label={w.notify.ladder} data={of.ladders.map((l) => ({ value: l.id ?? "", label: l.name }))} value={ladder ?? of.ladders[0]?.id ?? null} onChange={setLadder} allowDeselect={false} />
      <Button type="submit" variant="default" loading={run.isPending}>
        {w.notify.addTrigger}
      </Button>
      {run.error && <Failure of={run.error} />}
    </form>
  );
}
