import { Button, Checkbox, Drawer, MultiSelect, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Failure, Ready } from "../base/states";
import { w } from "../words";
import { After } from "./After";
import { clock, readClock } from "./clock";
import { Criteria } from "./Criteria";
import css from "./msel.module.css";
import { Payload } from "./Payload";
import { rowQuery, useAct, type Inject, type Plan, type Row } from "./queries";

type Fresh = Partial<Inject> & Pick<Inject, "title" | "type" | "channel">;

/** Opened is a row of the list, or one that is not in it yet. */
export type Opened = { id: string; fresh?: undefined } | { fresh: Fresh; id?: undefined };

interface Shared {
  plan: Plan;
  may: boolean;
  close: () => void;
  open: (id: string) => void;
}

/** Editor opens one row beside the list. */
export function Editor({ of, ...shared }: { of: Opened } & Shared) {
  return (
    <Drawer opened onClose={shared.close} position="right" size="xl" title={of.fresh ? w.msel.editor.new : <Title id={of.id} />} closeButtonProps={{ "aria-label": w.state.close }}>
      {of.fresh ? <Form key="new" start={of.fresh as Inject} {...shared} /> : <Known key={of.id} id={of.id} {...shared} />}
    </Drawer>
  );
}

function Title({ id }: { id: string }) {
  const row = useQuery(rowQuery(id)).data;
  return <>{w.msel.editor.edit(row?.inject.number ?? "…")}</>;
}

function Known({ id, ...shared }: { id: string } & Shared) {
  const query = useQuery({ ...rowQuery(id), staleTime: 0 });
  const fresh = { ...query, data: query.isFetchedAfterMount ? query.data : undefined }; // what was seen earlier may be an older version
  return <Ready of={fresh}>{(row) => <Form start={row.inject} row={row} {...shared} />}</Ready>;
}

function Form({ start, row, plan, may, close, open }: { start: Inject; row?: Row } & Shared) {
  const [version] = useState(row?.version ?? 0); // what is changed is what was read, whatever others write meanwhile
  const [i, setI] = useState<Inject>(start);
  const [at, setAt] = useState(clock(start.at));
  const [within, setWithin] = useState(clock(start.within || undefined));
  const [fault, setFault] = useState(false); // of the payload's JSON
  const [e, c] = [w.msel.editor, w.msel.column];
  const set = (some: Partial<Inject>) => setI({ ...i, ...some });
  const times = [readClock(at), readClock(within)];
  const { at: _at, within: _within, ...rest } = i;
  const inject = { ...rest, ...(typeof times[0] === "number" && { at: times[0] }), ...(times[1] && { within: times[1] }) } as Inject;
  const save = useAct((_: undefined) =>
    row ? take(api.PUT("/exercise/msel/injects/{id}", { params: { path: { id: row.inject.id ?? "" } }, body: { version, inject } })) : take(api.POST("/exercise/msel/injects", { body: { inject: without(inject) } })),
  );
  const copy = useAct((_: undefined) => take(api.POST("/exercise/msel/injects/{id}/duplicate", { params: { path: { id: row?.inject.id ?? "" } }, body: {} })));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!times.includes(undefined) && !fault) save.mutate(undefined, { onSuccess: close });
  };
  const text = (key: "number" | "title" | "phase" | "from" | "as" | "controller" | "evaluator", label: string | undefined, required?: boolean) => (
    <TextInput label={label} maxLength={200} required={required} value={i[key] ?? ""} onChange={(x) => set({ [key]: x.currentTarget.value })} />
  );
  const options = (of: Record<string, string>) => Object.entries(of).map(([value, label]) => ({ value, label }));
  const named = (of: { id: string; name: string }[] | undefined, kept: string[] = []) => [...(of ?? []).map((x) => ({ value: x.id, label: x.name })), ...kept.filter((k) => !of?.some((x) => x.id === k)).map((k) => ({ value: k, label: k }))];
  return (
    <form className={css.form} onSubmit={submit}>
      <fieldset disabled={!may} style={{ all: "unset", display: "contents" }}>
        <h2>{e.basics}</h2>
        {text("title", c.title, true)}
        <div className={css.grid}>
          {text("number", c.number)}
          <Select label={c.type} data={options(w.msel.type)} value={i.type} onChange={(v) => set({ type: (v ?? "expected") as Inject["type"] })} allowDeselect={false} />
          <Select label={c.status} data={options(w.msel.status)} value={i.status || "planned"} onChange={(v) => set({ status: (v ?? "planned") as "planned" })} allowDeselect={false} />
          <Select label={c.storyline} data={named(plan.storylines, i.storyline ? [i.storyline] : [])} value={i.storyline || null} onChange={(v) => set({ storyline: v ?? "" })} clearable />
          {text("phase", c.phase)}
        </div>
        <h2>{e.waits}</h2>
        <div className={css.grid}>
          <TextInput label={c.at} description={w.msel.timeForm} value={at} onChange={(x) => setAt(x.currentTarget.value)} error={times[0] === undefined && w.msel.timeFault} />
          <Checkbox label={e.byHand} checked={i.by_hand ?? false} onChange={(x) => set({ by_hand: x.currentTarget.checked })} />
          {text("controller", c.controller)}
        </div>
        <After value={i.after ?? []} any={i.after_any ?? false} set={(after, after_any) => set({ after, after_any })} />
        <h2>{e.who}</h2>
        <div className={css.grid}>
          {text("from", c.from)}
          {text("as", e.as)}
          <MultiSelect label={c.to} description={e.toHelp} data={named(plan.teams, i.to ?? [])} value={i.to ?? []} onChange={(to) => set({ to })} />
        </div>
        <h2>{e.content}</h2>
        <Select label={c.channel} data={options(w.msel.channel)} value={i.channel} onChange={(v) => set({ channel: (v ?? "email") as Inject["channel"], payload: undefined })} allowDeselect={false} />
        <Payload key={i.channel} channel={i.channel} value={i.payload} set={(payload) => set({ payload })} fault={setFault} />
        <h2>{e.judged}</h2>
        <Textarea label={c.expected} autosize minRows={2} value={i.expected ?? ""} onChange={(x) => set({ expected: x.currentTarget.value })} />
        <div className={css.grid}>
          <TextInput label={e.within} value={within} onChange={(x) => setWithin(x.currentTarget.value)} error={times[1] === undefined && w.msel.timeFault} />
          <MultiSelect label={c.objectives} data={named(plan.objectives, i.objectives ?? [])} value={i.objectives ?? []} onChange={(objectives) => set({ objectives })} />
          {text("evaluator", c.evaluator)}
        </div>
        <Criteria value={i.criteria ?? []} set={(criteria) => set({ criteria })} parties={[...new Set((plan.teams ?? []).map((t) => t.party))]} />
        <Textarea label={c.remarks} autosize minRows={1} value={i.remarks ?? ""} onChange={(x) => set({ remarks: x.currentTarget.value })} />
        {plan.columns?.map((col) => (
          <TextInput key={col.id} label={col.name} value={i.own?.[col.id] ?? ""} onChange={(x) => set({ own: { ...i.own, [col.id]: x.currentTarget.value } })} />
        ))}
      </fieldset>
      {save.error && <Failure of={save.error} />}
      {copy.error && <Failure of={copy.error} />}
      {row && <p className={css.soft}>{e.changed(row.changed_by)}</p>}
      {may && (
        <div className={css.row}>
          <Button type="submit" loading={save.isPending}>
            {e.save}
          </Button>
          {row && (
            <Button variant="default" loading={copy.isPending} onClick={() => copy.mutate(undefined, { onSuccess: (r) => open(r.inject.id ?? "") })}>
              {e.duplicate}
            </Button>
          )}
          {row && <SaveTemplate of={row} />}
        </div>
      )}
    </form>
  );
}

/** without leaves out what the node gives a new row. */
function without({ id, number, ...rest }: Inject): Inject {
  return { ...rest, ...(number && { number }) };
}

function SaveTemplate({ of }: { of: Row }) {
  const [name, setName] = useState(of.inject.title);
  const run = useAct((_: undefined) => take(api.POST("/exercise/msel/templates", { body: { inject: of.inject.id ?? "", name: name.trim() } })));
  return (
    <Confirm open={w.msel.saveTemplate} title={w.msel.saveTemplate} text={w.msel.templateName} go={w.msel.editor.save} act={run} args={undefined} disabled={name.trim() === ""}>
      <TextInput label={w.msel.templateName} maxLength={200} data-autofocus value={name} onChange={(e) => setName(e.currentTarget.value)} />
    </Confirm>
  );
}
