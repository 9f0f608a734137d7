import { Button, Modal, NumberInput, Select, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { useOffer } from "../base/palette/acts";
import { Failure } from "../base/states";
import { lookup, w } from "../words";
import css from "./assist.module.css";
import { useAct, type Criterion, type Ranked } from "./queries";

/** TriageButton gives a request its place: the reckoned values stand unless somebody gives another with its reason. */
export function TriageButton({ of, by, waiting }: { of: Ranked; by: Criterion[]; waiting: number }) {
  const [opened, setOpened] = useState(false);
  const [values, setValues] = useState<Record<string, number>>({});
  const [reasons, setReasons] = useState<Record<string, string>>({});
  const [place, setPlace] = useState<number | "">("");
  const [reason, setReason] = useState("");
  const t = w.assist.triage;
  const changed = by.filter((c, i) => values[c.code] !== undefined && values[c.code] !== of.reckoned[i]);
  const score = Math.floor(by.reduce((sum, c, i) => sum + c.weight * (values[c.code] ?? of.reckoned[i] ?? 0), 0) / 4);
  const run = useAct(() =>
    take(
      api.POST("/assist/requests/{id}/triage", {
        params: { path: { id: of.case.id } },
        body: { overrides: changed.map((c) => ({ criterion: c.code, value: values[c.code] ?? 0, reason: reasons[c.code]?.trim() ?? "" })), ...(place !== "" && { place }), ...(reason.trim() && { reason: reason.trim() }) },
      }),
    ),
  );
  useOffer(t.title, () => setOpened(true));
  const close = () => {
    setOpened(false);
    run.reset();
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    run.mutate(undefined, { onSuccess: close });
  };
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t.open}
      </Button>
      <Modal opened={opened} onClose={close} title={`${t.title}: ${of.case.request.title}`} size="lg" closeButtonProps={{ "aria-label": w.state.close }}>
        <form className={css.form} onSubmit={submit} noValidate>
          <p>{t.text}</p>
          {by.map((c, i) => (
            <div key={c.code} className={css.row}>
              <Select
                size="xs"
                label={w.assist.triage.value(lookup(w.assist.criterion, c.code), c.weight)}
                allowDeselect={false}
                data={[0, 1, 2, 3, 4].map((v) => ({ value: String(v), label: `${v}${v === of.reckoned[i] ? ` · ${t.reckoned}` : ""}` }))}
                value={String(values[c.code] ?? of.reckoned[i] ?? 0)}
                onChange={(v) => setValues({ ...values, [c.code]: Number(v) })}
              />
              {changed.includes(c) && <TextInput size="xs" className={css.wide} label={t.why(lookup(w.assist.criterion, c.code))} maxLength={1000} value={reasons[c.code] ?? ""} onChange={(e) => setReasons({ ...reasons, [c.code]: e.currentTarget.value })} />}
            </div>
          ))}
          <p role="status">{t.score(score)}</p>
          <NumberInput label={t.place} description={t.placeText(waiting)} min={1} max={waiting} value={place} onChange={(v) => setPlace(v === "" ? "" : Number(v))} />
          <TextInput label={t.reason} maxLength={1000} value={reason} onChange={(e) => setReason(e.currentTarget.value)} />
          {run.error && <Failure of={run.error} />}
          <div className={css.buttons}>
            <Button variant="default" onClick={close}>
              {w.state.cancel}
            </Button>
            <Button type="submit" loading={run.isPending}>
              {t.do}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
