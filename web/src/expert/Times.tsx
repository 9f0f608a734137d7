import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import form from "../base/form.module.css";
import { Panel, State } from "../base/page";
import { useOffer } from "../base/palette/acts";
import { useMay } from "../base/session";
import { Empty, Failure } from "../base/states";
import table from "../base/table.module.css";
import { localInput, When } from "../base/time";
import { lookup, w } from "../words";
import css from "./expert.module.css";
import type { Expert } from "./queries";

/** Times lists when a person is on standby, away, or held, and notes more of the first two. */
export function Times({ of }: { of: Expert }) {
  const manage = useMay("expert.manage");
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (window: string) => take(api.DELETE("/experts/{id}/windows/{window}", { params: { path: { id: of.id, window } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["expert"] }),
  });
  const lines = [
    ...of.windows.map((x) => ({ id: x.id, kind: x.kind as string, from: x.from, to: x.to, text: x.note ?? "" })),
    ...of.holds.map((h) => ({ id: "", kind: "held", from: h.from, to: h.to, text: h.matter })),
  ].sort((a, b) => a.from.localeCompare(b.from));
  return (
    <Panel title={w.expert.times} lead={w.expert.timesLead} flush actions={manage && <AddTime of={of} />}>
      {remove.error && <Failure of={remove.error} />}
      {lines.length === 0 ? (
        <Empty title={w.expert.noTimes} text={w.expert.noTimesText} />
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th>{w.expert.what}</th>
              <th>{w.expert.from}</th>
              <th>{w.expert.to}</th>
              <th>{w.expert.note}</th>
              <th>
                <span className="unseen">{w.expert.clear}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((l) => (
              <tr key={l.id || l.from + l.text}>
                <td data-name={w.expert.what}>
                  <State tone={l.kind === "standby" ? "good" : l.kind === "held" ? "warn" : "plain"}>{lookup(w.expert.standing, l.kind)}</State>
                </td>
                <td data-name={w.expert.from} className={table.tight}>
                  <When at={l.from} />
                </td>
                <td data-name={w.expert.to} className={table.tight}>
                  <When at={l.to} />
                </td>
                <td data-name={w.expert.note}>{l.text}</td>
                <td data-name="">
                  {manage && l.id && (
                    <Button variant="subtle" size="compact-sm" loading={remove.isPending && remove.variables === l.id} onClick={() => remove.mutate(l.id)}>
                      {w.expert.clear}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

/** AddTime asks for a time by the reader's clock, and names it, so that nobody is on standby an hour late. */
function AddTime({ of }: { of: Expert }) {
  const client = useQueryClient();
  const [opened, setOpened] = useState(false);
  const [kind, setKind] = useState<"standby" | "away">("standby");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const bad = from === "" || to === "" || new Date(from) >= new Date(to);
  const run = useMutation({
    mutationFn: () => take(api.POST("/experts/{id}/windows", { params: { path: { id: of.id } }, body: { kind, from: new Date(from).toISOString(), to: new Date(to).toISOString(), ...(note.trim() && { note: note.trim() }) } })),
    onSuccess: () => {
      close();
      return client.invalidateQueries({ queryKey: ["expert"] });
    },
  });
  const open = () => {
    const next = new Date();
    next.setMinutes(0, 0, 0);
    setFrom(localInput(next.toISOString()));
    setTo(localInput(new Date(next.getFullYear(), next.getMonth(), next.getDate() + 7, next.getHours()).toISOString()));
    setOpened(true);
  };
  const close = () => {
    setOpened(false);
    setNote("");
    setTried(false);
    run.reset();
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!bad) run.mutate();
  };
  useOffer(w.expert.addTime, open);
  return (
    <>
      <Button variant="default" onClick={open}>
        {w.expert.addTime}
      </Button>
      <Modal opened={opened} onClose={close} title={w.expert.addTimeTitle(of.profile.name)} closeButtonProps={{ "aria-label": w.state.close }}>
        <form onSubmit={submit} className={form.form} noValidate>
          <Select label={w.expert.what} data={(["standby", "away"] as const).map((k) => ({ value: k, label: lookup(w.expert.standing, k) }))} value={kind} onChange={(v) => setKind(v as "standby" | "away")} allowDeselect={false} />
          <p className={css.soft}>{w.expert.roster.zone(Intl.DateTimeFormat().resolvedOptions().timeZone)}</p>
          <TextInput type="datetime-local" label={w.expert.from} value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
          <TextInput type="datetime-local" label={w.expert.to} value={to} onChange={(e) => setTo(e.currentTarget.value)} error={tried && bad ? w.expert.timeNeed : undefined} />
          <TextInput label={w.expert.note} maxLength={200} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
          {run.error && <Failure of={run.error} />}
          <div className={form.buttons}>
            <Button variant="default" onClick={close}>
              {w.state.cancel}
            </Button>
            <Button type="submit" loading={run.isPending}>
              {w.expert.addTimeDo}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
