import { ActionIcon, Button, Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { TrashIcon } from "../base/icons";
import { Page, Panel, Stack } from "../base/page";
import { useMay } from "../base/session";
import { Failure, Ready } from "../base/states";
import { localInput } from "../base/time";
import css from "../incident/incident.module.css";
import { w } from "../words";
import { libraryQuery } from "../msel/queries";
import { scenarioName } from "../msel/Scenarios";
import { basesQuery, useAct, type Basis, type Simulated } from "./queries";

/** NewExercise is where an exercise is proposed. */
export function NewExercise() {
  const may = useMay("exercise.propose");
  const query = useQuery(basesQuery);
  return (
    <Page title={w.exercise.propose.title} lead={w.exercise.propose.lead}>
      {may ? <Ready of={query}>{(data) => <Form bases={data.items} />}</Ready> : <p>{w.state.notPermitted("exercise.propose")}</p>}
    </Page>
  );
}

const hour = 3_600_000;

function Form({ bases }: { bases: Basis[] }) {
  const navigate = useNavigate();
  const p = w.exercise.propose;
  const [name, setName] = useState("");
  const [purpose, setPurpose] = useState("");
  const [starts, setStarts] = useState(() => localInput(new Date(Date.now() + hour).toISOString()));
  const [ends, setEnds] = useState(() => localInput(new Date(Date.now() + 9 * hour).toISOString()));
  const [chosen, setChosen] = useState(0);
  const [parties, setParties] = useState<string[]>([]);
  const [simulated, setSimulated] = useState<Simulated[]>([]);
  const [scenario, setScenario] = useState("");
  const scenarios = useQuery(libraryQuery).data?.items ?? [];
  const begin = (id: string) => {
    const s = scenarios.find((x) => x.id === id);
    setScenario(id);
    if (!s) return;
    setName(scenarioName(s));
    setPurpose(w.library.text[s.id] ?? s.text);
    setEnds(localInput(new Date(new Date(starts).getTime() + Math.max(2 * s.minutes * 60_000, 2 * hour)).toISOString()));
    setSimulated(s.cast.flatMap((c) => (c.kind === "director" ? [] : [{ code: c.code, name: c.name, kind: c.kind }])));
  };
  const basis = bases[chosen];
  const run = useAct((_: undefined) =>
    take(
      api.POST("/exercises", {
        body: {
          name: name.trim(), purpose: purpose.trim(), parties, simulated, starts: new Date(starts).toISOString(), ends: new Date(ends).toISOString(),
          ...(basis && parties.length > 0 && { agreement: basis.agreement, provision: basis.provision }),
        },
      }),
    ),
  );
  const ready = name.trim() !== "" && starts !== "" && ends > starts && simulated.every((s) => /^[A-Z][A-Z0-9]{1,15}$/.test(s.code) && s.name.trim() !== "");
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (ready) run.mutate(undefined, { onSuccess: (x) => void navigate({ to: "/exercises/$id", params: { id: x.id }, search: scenario ? { scenario } : {} }) });
  };
  const toggle = (code: string) => setParties(parties.includes(code) ? parties.filter((x) => x !== code) : [...parties, code].sort());
  const change = (n: number, s: Partial<Simulated>) => setSimulated(simulated.map((x, i) => (i === n ? { ...x, ...s } : x)));
  return (
    <form onSubmit={submit}>
      <Stack>
        {scenarios.length > 0 && (
          <Panel title={w.library.begin} lead={w.library.beginLead}>
            <Select aria-label={w.library.begin} data={[{ value: "", label: w.library.none }, ...scenarios.map((s) => ({ value: s.id, label: `${scenarioName(s)} · ${w.library.minutes(s.minutes)}` }))]} value={scenario} onChange={(v) => begin(v ?? "")} allowDeselect={false} />
          </Panel>
        )}
        <Panel title={p.what}>
          <div className={css.form}>
            <TextInput label={p.name} required maxLength={120} value={name} onChange={(e) => setName(e.currentTarget.value)} data-autofocus />
            <Textarea label={p.purpose} autosize minRows={3} maxLength={4000} value={purpose} onChange={(e) => setPurpose(e.currentTarget.value)} />
            <div className={css.row}>
              <TextInput type="datetime-local" label={p.starts} required value={starts} onChange={(e) => setStarts(e.currentTarget.value)} />
              <TextInput type="datetime-local" label={p.ends} required value={ends} onChange={(e) => setEnds(e.currentTarget.value)} {...(ends <= starts && { error: p.order })} />
            </div>
          </div>
        </Panel>
        <Panel title={p.whom} lead={p.whomLead}>
          <div className={css.form}>
            {bases.length === 0 ? (
              <p>{p.noBasis}</p>
            ) : (
              <>
                <Select label={p.basis} data={bases.map((b, n) => ({ value: String(n), label: `${b.title}, ${b.provision}` }))} value={String(chosen)} onChange={(v) => (setChosen(Number(v ?? 0)), setParties([]))} allowDeselect={false} />
                <fieldset className={css.set}>
                  <legend>{p.parties}</legend>
                  <div className={css.row}>
                    {(basis?.parties ?? []).map((code) => (
                      <Checkbox key={code} label={code} checked={parties.includes(code)} onChange={() => toggle(code)} />
                    ))}
                  </div>
                </fieldset>
              </>
            )}
          </div>
        </Panel>
        <Panel title={p.simulated} lead={p.simulatedLead}>
          <div className={css.form}>
            {simulated.map((s, n) => (
              <div key={n} className={css.row}>
                <TextInput label={p.code} maxLength={16} value={s.code} onChange={(e) => change(n, { code: e.currentTarget.value.toUpperCase() })} />
                <TextInput label={p.partyName} maxLength={120} value={s.name} onChange={(e) => change(n, { name: e.currentTarget.value })} />
                <ActionIcon variant="subtle" aria-label={p.remove(s.code)} onClick={() => setSimulated(simulated.filter((_, i) => i !== n))} mt={24}>
                  <TrashIcon size={16} />
                </ActionIcon>
              </div>
            ))}
            <div>
              <Button variant="default" disabled={simulated.length >= 8} onClick={() => setSimulated([...simulated, { code: "", name: "", kind: "nation" }])}>
                {p.add}
              </Button>
            </div>
            <p>{p.consequence(parties.join(", "))}</p>
            {run.error && <Failure of={run.error} />}
            <div className={css.row}>
              <Button type="submit" disabled={!ready} loading={run.isPending}>
                {p.do}
              </Button>
            </div>
          </div>
        </Panel>
      </Stack>
    </form>
  );
}
