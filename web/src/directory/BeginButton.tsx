import { Button, Checkbox, Modal, NumberInput, Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { agreementsQuery } from "../agreement/queries";
import { api, take } from "../base/api";
import { useMay } from "../base/session";
import { Failure } from "../base/states";
import { lookup, w } from "../words";
import css from "./directory.module.css";
import type { Call } from "./queries";

/** BeginButton begins a drill with a party's contacts. */
export function BeginButton({ party, of }: { party: string; of: { calls: Call[] } }) {
  const may = useMay("directory.comcheck");
  const [opened, setOpened] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {w.directory.begin}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={w.directory.beginTitle(party)} closeButtonProps={{ "aria-label": w.state.close }}>
        <Form party={party} calls={of.calls} close={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function Form({ party, calls, close }: { party: string; calls: Call[]; close: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const contacts = [...new Map(calls.map((c) => [c.contact, c])).values()];
  const [chosen, setChosen] = useState(contacts.map((c) => c.contact));
  const [minutes, setMinutes] = useState<number | string>(60);
  const [agreement, setAgreement] = useState<string | null>(null);
  const agreements = useQuery({ ...agreementsQuery, enabled: useMay("agreement.read") });
  const begin = useMutation({
    mutationFn: () => take(api.POST("/directory/comchecks", { body: { party, contacts: chosen, minutes: Number(minutes) || 60, ...(agreement && { agreement }) } })),
    onSuccess: (d) => {
      void client.invalidateQueries({ queryKey: ["directory"] });
      close();
      void navigate({ to: "/directory/comcheck/$id", params: { id: d.id } });
    },
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (chosen.length > 0) begin.mutate();
  };
  return (
    <form onSubmit={submit} className={css.form} noValidate>
      <p>{w.directory.beginText}</p>
      <Checkbox.Group label={w.directory.contacts} value={chosen} onChange={setChosen} error={chosen.length === 0 ? w.directory.chooseOne : undefined}>
        {contacts.map((c) => (
          <Checkbox key={c.contact} value={c.contact} label={`${c.name} (${lookup(w.directory.purpose, c.purpose)})`} mt="xs" />
        ))}
      </Checkbox.Group>
      <NumberInput label={w.directory.minutes} min={1} max={10080} value={minutes} onChange={setMinutes} />
      <Select
        label={w.directory.agreement}
        description={w.directory.agreementText}
        clearable
        data={(agreements.data?.items ?? []).filter((a) => a.state === "in-force" && a.parties.some((p) => p.code === party)).map((a) => ({ value: a.id, label: a.title }))}
        value={agreement}
        onChange={setAgreement}
      />
      {begin.error && <Failure of={begin.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={close}>
          {w.state.cancel}
        </Button>
        <Button type="submit" loading={begin.isPending}>
          {w.directory.beginDo}
        </Button>
      </div>
    </form>
  );
}
