import { Button, Modal, MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { languageOf } from "../agreement/standing";
import { api, take } from "../base/api";
import confirm from "../base/confirm.module.css";
import { useOffer } from "../base/palette/acts";
import { useMay, useSession } from "../base/session";
import { Failure } from "../base/states";
import { lookup, w } from "../words";
import css from "./duty.module.css";
import type { Callable } from "./queries";

/** CallButton opens the form that calls for a duty: on others from now, or on ourselves since its cause is known. */
export function CallButton({ agreement, of }: { agreement: string; of: Callable[] }) {
  const own = useSession().party.code;
  const may = useMay("duty.answer");
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [provision, setProvision] = useState<string | null>(null);
  const [on, setOn] = useState<string[]>([]);
  const [since, setSince] = useState("");
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const chosen = of.find((c) => c.provision === provision) ?? of[0];
  const ourselves = on.length === 1 && on[0] === own;
  const run = useMutation({
    mutationFn: () =>
      take(
        api.POST("/agreements/{id}/duties", {
          params: { path: { id: agreement } },
          body: { provision: chosen?.provision ?? "", text: text.trim(), ...(on.length > 0 && { owed: on }), ...(ourselves && since && { from: new Date(since).toISOString() }) },
        }),
      ),
    onSuccess: () => {
      close();
      return Promise.all([client.invalidateQueries({ queryKey: ["duty"] }), client.invalidateQueries({ queryKey: ["watch"] })]);
    },
  });
  useOffer(w.duty.call.title, () => setOpened(true));
  if (!may || !chosen) return null;
  const close = () => {
    setOpened(false);
    setOn([]);
    setSince("");
    setText("");
    setTried(false);
    run.reset();
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (text.trim() !== "") run.mutate();
  };
  const language = languageOf(Object.keys(chosen.heading));
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {w.duty.call.open}
      </Button>
      <Modal opened={opened} onClose={close} title={w.duty.call.title} closeButtonProps={{ "aria-label": w.state.close }}>
        <form onSubmit={submit} className={css.form} noValidate>
          <p>{w.duty.call.text}</p>
          <Select label={w.duty.call.what} data={of.map((c) => ({ value: c.provision, label: `${c.provision} ${lookup(w.agreement.kind, c.kind)}` }))} value={chosen.provision} onChange={(v) => (setProvision(v), setOn([]))} allowDeselect={false} />
          <p className={css.soft}>{w.duty.call.clock(chosen.heading[language] ?? "", chosen.within)}</p>
          <MultiSelect label={w.duty.call.on} description={w.duty.call.onText} data={chosen.owes} value={on} onChange={setOn} />
          {ourselves && <TextInput type="datetime-local" label={w.duty.call.since} value={since} onChange={(e) => setSince(e.currentTarget.value)} />}
          <Textarea label={w.duty.call.say} autosize minRows={2} maxLength={500} value={text} onChange={(e) => setText(e.currentTarget.value)} error={tried && text.trim() === "" ? w.duty.call.sayNeed : undefined} />
          {run.error && <Failure of={run.error} />}
          <div className={confirm.buttons}>
            <Button variant="default" onClick={close}>
              {w.state.cancel}
            </Button>
            <Button type="submit" loading={run.isPending}>
              {w.duty.call.do}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
