import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import confirm from "../base/confirm.module.css";
import { useOffer } from "../base/palette/acts";
import { useMay } from "../base/session";
import { Failure } from "../base/states";
import { w } from "../words";
import css from "./playbook.module.css";
import { playbookQuery, playbooksQuery, type Variable } from "./queries";
import { usable } from "./standing";

/** asked lists the variables that a run is given: those from outside, and those without a value. */
const asked = (all: Variable[]) => all.filter((v) => !v.constant && (v.external || !v.given));

/** StartButton starts a run: of one version, or of one that is chosen; about an incident where it is given one. */
export function StartButton({ version, incident }: { version?: string; incident?: string }) {
  const may = useMay("playbook.run");
  const client = useQueryClient();
  const go = useNavigate();
  const [opened, setOpened] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [title, setTitle] = useState("");
  const [about, setAbout] = useState("");
  const [values, setValues] = useState<Record<string, string>>({});
  const id = version ?? chosen ?? "";
  const all = useQuery({ ...playbooksQuery, enabled: opened && version === undefined });
  const playbook = useQuery({ ...playbookQuery(id), enabled: opened && id !== "" });
  const run = useMutation({
    mutationFn: () => {
      const given = Object.fromEntries(Object.entries(values).filter(([, v]) => v !== ""));
      const matter = incident ?? about.trim();
      return take(api.POST("/playbooks/versions/{id}/runs", { params: { path: { id } }, body: { title: title.trim(), ...(matter && { incident: matter }), values: given } }));
    },
    onSuccess: async (begun) => {
      close();
      await client.invalidateQueries({ queryKey: ["playbook"] });
      return go({ to: "/playbooks/runs/$id", params: { id: begun.id } });
    },
  });
  useOffer(w.playbook.start.title, () => setOpened(true));
  if (!may) return null;
  const close = () => {
    setOpened(false);
    setChosen(null);
    setTitle("");
    setAbout("");
    setValues({});
    run.reset();
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (id !== "") run.mutate();
  };
  const options = (all.data?.items ?? []).filter(usable).map((p) => ({ value: p.id, label: `${p.name}, ${p.modified.slice(0, 10)}` }));
  return (
    <>
      <Button variant={version ? "filled" : "default"} onClick={() => setOpened(true)}>
        {w.playbook.start.open}
      </Button>
      <Modal opened={opened} onClose={close} title={w.playbook.start.title} closeButtonProps={{ "aria-label": w.state.close }}>
        <form onSubmit={submit} className={css.form} noValidate>
          <p>{w.playbook.start.text}</p>
          {version === undefined && <Select label={w.playbook.start.which} data={options} value={chosen} onChange={(v) => (setChosen(v), setValues({}))} searchable nothingFoundMessage={w.playbook.start.none} />}
          <TextInput label={w.playbook.start.name} description={w.playbook.start.nameText} maxLength={200} value={title} onChange={(e) => setTitle(e.currentTarget.value)} data-autofocus />
          {incident === undefined && <TextInput label={w.playbook.start.incident} description={w.playbook.start.incidentText} maxLength={200} value={about} onChange={(e) => setAbout(e.currentTarget.value)} />}
          {playbook.error && <Failure of={playbook.error} />}
          {asked(playbook.data?.variables ?? []).map((v) => (
            <TextInput key={v.name} label={v.name} description={[v.type, v.description].filter(Boolean).join(": ")} required={v.external && !v.given} value={values[v.name] ?? ""} onChange={(e) => setValues({ ...values, [v.name]: e.currentTarget.value })} spellCheck={false} />
          ))}
          {run.error && <Failure of={run.error} />}
          <div className={confirm.buttons}>
            <Button variant="default" onClick={close}>
              {w.state.cancel}
            </Button>
            <Button type="submit" disabled={id === "" || playbook.data === undefined} loading={run.isPending}>
              {w.playbook.start.do}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
