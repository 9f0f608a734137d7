import { Button, Modal, MultiSelect, NumberInput, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Failure } from "../base/states";
import { localInput } from "../base/time";
import { w } from "../words";
import css from "./notify.module.css";
import type { Plans } from "./queries";

type Turn = "hourly" | "daily" | "weekly";

/** RotationForm makes a rotation: who takes turns, from when, and how long a turn is. */
export function RotationForm({ plans }: { plans: Plans | undefined }) {
  const client = useQueryClient();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState("");
  const [turn, setTurn] = useState<Turn>("weekly");
  const [length, setLength] = useState<number | string>(1);
  const [start, setStart] = useState("");
  const [zone, setZone] = useState(here);
  const [people, setPeople] = useState<string[]>([]);
  const run = useMutation({
    mutationFn: () => take(api.POST("/notify/rotations", { body: { name: name.trim(), turn, length: Number(length), start, zone, people } })),
    onSuccess: () => {
      setOpened(false);
      return client.invalidateQueries({ queryKey: ["notify"] });
    },
  });
  const open = () => {
    setName("");
    setPeople([]);
    setStart(localInput(new Date().toISOString()).slice(0, 11) + "08:00");
    run.reset();
    setOpened(true);
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    run.mutate();
  };
  return (
    <>
      <Button variant="default" onClick={open}>
        {w.notify.rotation.open}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={w.notify.rotation.title} closeButtonProps={{ "aria-label": w.state.close }}>
        <form onSubmit={submit} className={css.form} noValidate>
          <TextInput label={w.notify.name} data-autofocus maxLength={100} value={name} onChange={(e) => setName(e.currentTarget.value)} />
          <MultiSelect label={w.notify.rotation.people} description={w.notify.rotation.peopleText} data={(plans?.people ?? []).map((p) => ({ value: p.id, label: p.name }))} value={people} onChange={setPeople} />
          <div className={css.pair}>
            <NumberInput label={w.notify.rotation.length} min={1} max={1000} value={length} onChange={setLength} />
            <Select label={w.notify.rotation.turn} data={(["hourly", "daily", "weekly"] as const).map((t) => ({ value: t, label: w.notify.turn[t] }))} value={turn} onChange={(v) => setTurn((v ?? "weekly") as Turn)} allowDeselect={false} />
          </div>
          <TextInput type="datetime-local" label={w.notify.rotation.start} value={start} onChange={(e) => setStart(e.currentTarget.value.slice(0, 16))} />
          <TextInput label={w.notify.zone} value={zone} onChange={(e) => setZone(e.currentTarget.value)} />
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
