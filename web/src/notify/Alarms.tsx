import { Button, Modal, Select, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Facts, Panel, Stack, State } from "../base/page";
import { useOffer } from "../base/palette/acts";
import { Empty, Failure, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { w } from "../words";
import css from "./notify.module.css";
import { NotifyPage } from "./Parts";
import { alarmsQuery, plansQuery, type Alarm } from "./queries";
import { alarmTone, byKind, took } from "./standing";

/** Alarms is what waits for an answer, then what was answered, and how fast. */
export function Alarms() {
  const query = useQuery(alarmsQuery);
  return (
    <NotifyPage title={w.notify.alarms} lead={w.notify.alarmsLead} actions={<Raise />}>
      <Ready of={query}>
        {(data) => (
          <Stack>
            <Panel title={w.notify.standing} flush>
              <Lines of={data.items.filter((a) => a.state !== "closed")} title={w.notify.noAlarm} text={w.notify.noAlarmText} />
            </Panel>
            <Panel title={w.notify.figures}>
              <Facts
                wide
                of={[
                  [w.notify.raisedCount, w.number(data.figures.raised)],
                  [w.notify.ackedCount, w.number(data.figures.acknowledged)],
                  [w.notify.median, data.figures.acknowledged > 0 ? took(data.figures.median) : w.state.none],
                  [w.notify.ninth, data.figures.acknowledged > 0 ? took(data.figures.ninth) : w.state.none],
                ]}
              />
            </Panel>
            {data.items.some((a) => a.state === "closed") && (
              <Panel title={w.notify.closedOnes} flush>
                <Lines of={data.items.filter((a) => a.state === "closed")} title="" text="" />
              </Panel>
            )}
          </Stack>
        )}
      </Ready>
    </NotifyPage>
  );
}

function Lines({ of, title, text }: { of: Alarm[]; title: string; text: string }) {
  if (of.length === 0) return <Empty title={title} text={text} />;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.notify.raised}</th>
          <th>{w.notify.what}</th>
          <th>{w.notify.state}</th>
          <th>{w.notify.step}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((a) => (
          <tr key={a.id}>
            <td data-name={w.notify.raised} className={table.tight}>
              <When at={a.raised} />
            </td>
            <td data-name={w.notify.what}>
              <div>
                <Link to="/notify/alarms/$id" params={{ id: a.id }}>
                  {byKind(w.notify.kind, a.title)}
                </Link>
                {a.text && <p className={css.soft}>{a.text}</p>}
              </div>
            </td>
            <td data-name={w.notify.state}>
              <State tone={alarmTone(a.state)}>{w.notify.alarmState[a.state]}</State> {a.acked_by}
            </td>
            <td data-name={w.notify.step}>{a.rungs > 0 ? w.notify.rung(a.rung, a.rungs) : w.notify.noLadder}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Raise opens the form by which a person raises an alarm. */
function Raise() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const plans = useQuery(plansQuery);
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState("");
  const [ladder, setLadder] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const run = useMutation({
    mutationFn: () => take(api.POST("/alarms", { body: { text: text.trim(), ...(ladder && { ladder }) } })),
    onSuccess: (a) => {
      close();
      void client.invalidateQueries({ queryKey: ["notify"] });
      return navigate({ to: "/notify/alarms/$id", params: { id: a.id } });
    },
  });
  useOffer(w.notify.raise.title, () => setOpened(true));
  const close = () => {
    setOpened(false);
    setText("");
    setTried(false);
    run.reset();
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (text.trim() !== "") run.mutate();
  };
  const ladders = plans.data?.ladders ?? [];
  return (
    <>
      <Button onClick={() => setOpened(true)}>{w.notify.raise.open}</Button>
      <Modal opened={opened} onClose={close} title={w.notify.raise.title} closeButtonProps={{ "aria-label": w.state.close }}>
        <form onSubmit={submit} className={css.form} noValidate>
          <p>{ladders.length > 0 ? w.notify.raise.text : w.notify.raise.nobody}</p>
          {ladders.length > 0 && <Select label={w.notify.ladder} data={ladders.map((l) => ({ value: l.id ?? "", label: l.name }))} value={ladder ?? ladders[0]?.id ?? null} onChange={setLadder} allowDeselect={false} />}
          <Textarea label={w.notify.raise.what} description={w.notify.raise.whatText} autosize minRows={2} maxLength={500} data-autofocus value={text} onChange={(e) => setText(e.currentTarget.value)} error={tried && text.trim() === "" ? w.notify.raise.need : undefined} />
          {run.error && <Failure of={run.error} />}
          <div className={css.buttons}>
            <Button variant="default" onClick={close}>
              {w.state.cancel}
            </Button>
            <Button type="submit" loading={run.isPending}>
              {w.notify.raise.do}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
