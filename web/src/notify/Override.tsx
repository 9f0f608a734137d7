import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { useMay, useSession } from "../base/session";
import { Failure } from "../base/states";
import { localInput, When } from "../base/time";
import { w } from "../words";
import css from "./notify.module.css";
import type { OnCallPlan, Plans } from "./queries";
import { personName } from "./standing";

const hour = 3_600_000;

/** OverrideButton puts somebody in the place of who is on call: oneself until the next shift, unless one says otherwise. */
export function OverrideButton({ of, plans }: { of: OnCallPlan; plans: Plans | undefined }) {
  const own = useSession().user.id;
  const manage = useMay("notify.manage");
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [add, setAdd] = useState(own);
  const [remove, setRemove] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const run = useMutation({
    mutationFn: () => take(api.POST("/oncall/overrides", { body: { plan: of.id, add, ...(remove && { remove }), from: new Date(from).toISOString(), to: new Date(to).toISOString() } })),
    onSuccess: () => {
      setOpened(false);
      return client.invalidateQueries({ queryKey: ["notify"] });
    },
  });
  const open = () => {
    const now = new Date();
    setAdd(own);
    setRemove(of.now.find((p) => p !== own) ?? "");
    setFrom(localInput(now.toISOString()));
    setTo(localInput(of.until ?? new Date(now.getTime() + 12 * hour).toISOString()));
    run.reset();
    setOpened(true);
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (from && to) run.mutate();
  };
  const people = (plans?.people ?? []).map((p) => ({ value: p.id, label: p.name }));
  return (
    <>
      <Button variant="default" onClick={open}>
        {w.notify.override.open}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={w.notify.override.title(of.name)} closeButtonProps={{ "aria-label": w.state.close }}>
        <form onSubmit={submit} className={css.form} noValidate>
          <p>{manage ? w.notify.override.text : w.notify.override.ownText}</p>
          <Select label={w.notify.override.comes} data={people} value={add} onChange={(v) => setAdd(v ?? own)} disabled={!manage} allowDeselect={false} />
          <Select label={w.notify.override.goes} placeholder={w.notify.override.nobodyGoes} data={people.filter((p) => p.value !== add)} value={remove || null} onChange={(v) => setRemove(v ?? "")} clearable />
          <TextInput type="datetime-local" label={w.notify.override.from} value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
          <TextInput type="datetime-local" label={w.notify.override.to} value={to} onChange={(e) => setTo(e.currentTarget.value)} />
          {run.error && <Failure of={run.error} />}
          <div className={css.buttons}>
            <Button variant="default" onClick={() => setOpened(false)}>
              {w.state.cancel}
            </Button>
            <Button type="submit" loading={run.isPending}>
              {w.notify.override.do}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}

/** Overrides lists those that run or are to come, and lets a manager end one. */
export function Overrides({ of, plans }: { of: OnCallPlan; plans: Plans | undefined }) {
  const manage = useMay("notify.manage");
  const client = useQueryClient();
  const drop = useMutation({ mutationFn: (id: string) => take(api.DELETE("/oncall/overrides/{id}", { params: { path: { id } } })), onSuccess: () => client.invalidateQueries({ queryKey: ["notify"] }) });
  if (of.overrides.length === 0) return null;
  const name = (id: string | undefined) => (id ? personName(plans, id) : "");
  return (
    <ul className={css.overrides} aria-label={w.notify.overrides}>
      {of.overrides.map((o) => (
        <li key={o.id}>
          <span>
            {o.whole ? w.notify.override.whole : w.notify.override.says(name(o.add), name(o.remove))}, <When at={o.from} /> – <When at={o.to} />
          </span>
          {manage && (
            <Button variant="default" size="compact-sm" onClick={() => drop.mutate(o.id ?? "")}>
              {w.notify.override.drop}
            </Button>
          )}
        </li>
      ))}
      {drop.error && <Failure of={drop.error} />}
    </ul>
  );
}
