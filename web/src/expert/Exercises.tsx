import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import form from "../base/form.module.css";
import { Panel } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Failure } from "../base/states";
import { w } from "../words";
import css from "./expert.module.css";
import type { Expert } from "./queries";

/** Exercises is the history of what a person took part in. */
export function Exercises({ of }: { of: Expert }) {
  const manage = useMay("expert.manage");
  return (
    <Panel title={w.expert.exercises} actions={manage && <NoteExercise of={of} />}>
      {of.exercises.length === 0 ? (
        <Empty title={w.expert.noExercises} text={w.expert.noExercisesText} />
      ) : (
        <ul>
          {[...of.exercises]
            .sort((a, b) => b.day.localeCompare(a.day))
            .map((x) => (
              <li key={x.day + x.name}>
                {x.day} {x.name} <span className={css.soft}>{x.role}</span>
              </li>
            ))}
        </ul>
      )}
    </Panel>
  );
}

function NoteExercise({ of }: { of: Expert }) {
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [day, setDay] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState("");
  const [tried, setTried] = useState(false);
  const run = useMutation({
    mutationFn: () => take(api.POST("/experts/{id}/exercises", { params: { path: { id: of.id } }, body: { day, name: name.trim(), ...(role.trim() && { role: role.trim() }) } })),
    onSuccess: () => {
      close();
      return client.invalidateQueries({ queryKey: ["expert"] });
    },
  });
  const close = () => {
    setOpened(false);
    setDay("");
    setName("");
    setRole("");
    setTried(false);
    run.reset();
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (day !== "" && name.trim() !== "") run.mutate();
  };
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {w.expert.noteExercise}
      </Button>
      <Modal opened={opened} onClose={close} title={w.expert.noteExercise} closeButtonProps={{ "aria-label": w.state.close }}>
        <form onSubmit={submit} className={form.form} noValidate>
          <TextInput type="date" label={w.expert.day} value={day} onChange={(e) => setDay(e.currentTarget.value)} error={tried && day === "" ? w.expert.dayNeed : undefined} />
          <TextInput label={w.expert.exerciseName} maxLength={200} value={name} onChange={(e) => setName(e.currentTarget.value)} error={tried && name.trim() === "" ? w.expert.nameNeed : undefined} />
          <TextInput label={w.expert.exerciseRole} maxLength={200} value={role} onChange={(e) => setRole(e.currentTarget.value)} />
          {run.error && <Failure of={run.error} />}
          <div className={form.buttons}>
            <Button variant="default" onClick={close}>
              {w.state.cancel}
            </Button>
            <Button type="submit" loading={run.isPending}>
              {w.expert.noteIt}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
