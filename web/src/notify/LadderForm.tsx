import { Button, Checkbox, Modal, MultiSelect, NumberInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Failure } from "../base/states";
import { w } from "../words";
import css from "./notify.module.css";
import type { Plans, Target } from "./queries";

interface Step {
  wait: number | string;
  all: boolean;
  whom: string[]; // "kind id"
}

const first: Step = { wait: 5, all: false, whom: [] };

/** LadderForm makes a ladder, step by step. */
export function LadderForm({ plans }: { plans: Plans | undefined }) {
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState("");
  const [repeat, setRepeat] = useState<number | string>(1);
  const [steps, setSteps] = useState<Step[]>([first]);
  const run = useMutation({
    mutationFn: () => take(api.POST("/notify/ladders", { body: { name: name.trim(), repeat: Number(repeat), steps: steps.map((s) => ({ wait: Number(s.wait), all: s.all, targets: s.whom.map(target) })) } })),
    onSuccess: () => {
      setOpened(false);
      return client.invalidateQueries({ queryKey: ["notify"] });
    },
  });
  const open = () => {
    setName("");
    setSteps([first]);
    run.reset();
    setOpened(true);
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    run.mutate();
  };
  const change = (i: number, by: Partial<Step>) => setSteps(steps.map((s, n) => (n === i ? { ...s, ...by } : s)));
  const roles = ["duty", "director", "analyst", "release", "legal", "admin"];
  const whom = [
    { group: w.notify.rotations, items: (plans?.rotations ?? []).map((r) => ({ value: "rotation " + r.id, label: r.name })) },
    { group: w.notify.schedules, items: (plans?.schedules ?? []).map((s) => ({ value: "schedule " + s.id, label: s.name })) },
    { group: w.notify.people, items: (plans?.people ?? []).map((p) => ({ value: "person " + p.id, label: p.name })) },
    { group: w.notify.roles, items: roles.map((r) => ({ value: "role " + r, label: w.admin.roleName[r] ?? r })) },
  ];
  return (
    <>
      <Button variant="default" onClick={open}>
        {w.notify.ladderForm.open}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={w.notify.ladderForm.title} size="lg" closeButtonProps={{ "aria-label": w.state.close }}>
        <form onSubmit={submit} className={css.form} noValidate>
          <TextInput label={w.notify.name} data-autofocus maxLength={100} value={name} onChange={(e) => setName(e.currentTarget.value)} />
          {steps.map((s, i) => (
            <fieldset key={i} className={css.fieldset}>
              <legend>{w.notify.stepN(i + 1)}</legend>
              <MultiSelect label={w.notify.ladderForm.tells} data={whom} value={s.whom} onChange={(v) => change(i, { whom: v })} searchable />
              <NumberInput label={w.notify.ladderForm.wait} min={1} max={1440} value={s.wait} onChange={(v) => change(i, { wait: v })} />
              <Checkbox label={w.notify.ladderForm.all} checked={s.all} onChange={(e) => change(i, { all: e.currentTarget.checked })} />
            </fieldset>
          ))}
          <Button variant="default" onClick={() => setSteps([...steps, first])}>
            {w.notify.ladderForm.more}
          </Button>
          <NumberInput label={w.notify.ladderForm.repeat} min={0} max={5} value={repeat} onChange={setRepeat} />
          {run.error && <Failure of={run.error} />}
          <div className={css.buttons}>
            <Button variant="default" onClick={() => setOpened(false)}>
              {w.state.cancel}
            </Button>
            <Button type="submit" loading={run.isPending}>
              {w.notify.save}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}

function target(s: string): Target {
  const at = s.indexOf(" ");
  return { kind: s.slice(0, at), id: s.slice(at + 1) };
}
