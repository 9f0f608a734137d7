import { Button, Checkbox, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Page, Panel, Stack } from "../base/page";
import { useMay } from "../base/session";
import { Failure, Ready } from "../base/states";
import { levels } from "../incident/Fields";
import css from "../incident/incident.module.css";
import { w } from "../words";
import { basesQuery, useAct, type Basis } from "./queries";
import { bodyOf, complete, inOwn } from "./standing";
import { blank, TextFields } from "./TextFields";

/** NewWarning is where a warning is written and issued. */
export function NewWarning() {
  const may = useMay("warning.issue");
  const query = useQuery(basesQuery);
  return (
    <Page title={w.warning.issue.title} lead={w.warning.issue.lead}>
      {may ? <Ready of={query}>{(data) => (data.items.length === 0 ? <p>{w.warning.issue.noBasis}</p> : <Form bases={data.items} />)}</Ready> : <p>{w.state.notPermitted("warning.issue")}</p>}
    </Page>
  );
}

function Form({ bases }: { bases: Basis[] }) {
  const navigate = useNavigate();
  const [draft, setDraft] = useState(blank);
  const [chosen, setChosen] = useState(() => bases.reduce((best, b, n) => (b.parties.length > (bases[best]?.parties.length ?? 0) ? n : best), 0)); // whom most can be warned by
  const [to, setTo] = useState<string[]>([]);
  const [tlp, setTlp] = useState("amber");
  const i = w.warning.issue;
  const basis = bases[chosen];
  const run = useAct((_: undefined) => take(api.POST("/warnings", { body: { agreement: basis?.agreement ?? "", provision: basis?.provision ?? "", to, tlp, ...bodyOf(draft) } })));
  const ready = complete(draft) && to.length > 0;
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (ready) run.mutate(undefined, { onSuccess: (x) => void navigate({ to: "/warnings/$id", params: { id: x.id } }) });
  };
  const toggle = (p: string) => setTo(to.includes(p) ? to.filter((x) => x !== p) : [...to, p].sort());
  const all = basis?.parties ?? [];
  return (
    <form onSubmit={submit}>
      <Stack>
        <Panel title={i.what}>
          <div className={css.form}>
            <TextFields value={draft} set={setDraft} />
          </div>
        </Panel>
        <Panel title={i.whom}>
          <div className={css.form}>
            <Select
              label={i.basis}
              data={bases.map((b, n) => ({ value: String(n), label: `${b.title}, ${b.provision}` }))}
              value={String(chosen)}
              onChange={(v) => (setChosen(Number(v ?? 0)), setTo([]))}
              allowDeselect={false}
              {...(basis && { description: inOwn(basis.text) })}
            />
            <fieldset className={css.set}>
              <legend>{i.to}</legend>
              <div className={css.row}>
                {all.map((p) => (
                  <Checkbox key={p} label={p} checked={to.includes(p)} onChange={() => toggle(p)} />
                ))}
                {all.length > 1 && <Checkbox label={i.everybody} checked={to.length === all.length} onChange={() => setTo(to.length === all.length ? [] : [...all])} />}
              </div>
            </fieldset>
            <Select label={i.tlp} data={levels.map((l) => ({ value: l, label: `TLP:${l.toUpperCase()}` }))} value={tlp} onChange={(v) => setTlp(v ?? tlp)} allowDeselect={false} />
            <p>{to.length > 0 ? i.consequence(to.join(", ")) : i.nobody}</p>
            {run.error && <Failure of={run.error} />}
            <div className={css.row}>
              <Button type="submit" color="alarm" disabled={!ready} loading={run.isPending}>
                {i.do}
              </Button>
            </div>
          </div>
        </Panel>
      </Stack>
    </form>
  );
}
