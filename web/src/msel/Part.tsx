import { Button, Select, Textarea, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { Panel } from "../base/page";
import { Failure } from "../base/states";
import { lookup, w } from "../words";
import { useDraft } from "./draft";
import css from "./msel.module.css";
import { Overtaken } from "./Overtaken";
import type { Line, PartForm } from "./parts";
import { setPart, useAct, type PlanView } from "./queries";

/** Part edits one list of the plan, whole. */
export function Part({ part, of, may }: { part: PartForm; of: PlanView; may: boolean }) {
  const draft = useDraft<Line[]>(part.read(of.plan));
  const { value: lines, set: setLines } = draft;
  const t = w.msel.plan;
  const save = useAct((_: undefined) => setPart(part.name, of.version, part.write(lines)));
  const set = (at: number, field: string, value: string) => setLines(lines.map((l, i) => (i === at ? { ...l, [field]: value } : l)));
  const submit = (e: FormEvent) => {
    e.preventDefault();
    save.mutate(undefined, { onSuccess: draft.saved });
  };
  return (
    <Panel title={part.title} lead={part.lead}>
      <form className={css.form} onSubmit={submit}>
        {lines.length === 0 && <p className={css.soft}>{t.none}</p>}
        <div className={css.lines}>
          {lines.map((l, i) => (
            <div key={i} className={css.line} role="group" aria-label={`${part.title} ${i + 1}`}>
              {part.fields.map((f) => (
                <Field key={f} name={f} value={l[f] ?? ""} set={(v) => set(i, f, v)} may={may} />
              ))}
              {may && (
                <Button variant="subtle" onClick={() => setLines(lines.filter((_, n) => n !== i))}>
                  {t.remove}
                </Button>
              )}
            </div>
          ))}
        </div>
        {may && (
          <div className={css.row}>
            <Button variant="default" onClick={() => setLines([...lines, {}])}>
              {t.add}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={draft.overtaken}>
              {t.save}
            </Button>
          </div>
        )}
        {draft.overtaken && <Overtaken theirs={draft.theirs} mine={draft.mine} />}
        {save.error && <Failure of={save.error} />}
      </form>
    </Panel>
  );
}

function Field({ name, value, set, may }: { name: string; value: string; set: (v: string) => void; may: boolean }) {
  const label = lookup(w.msel.plan.field, name);
  const shared = { label, value, readOnly: !may, onChange: (e: { currentTarget: { value: string } }) => set(e.currentTarget.value) };
  if (name === "people") return <Textarea {...shared} autosize minRows={1} />;
  if (name === "colour")
    return <Select label={label} data={Object.entries(w.msel.plan.colour).map(([v, l]) => ({ value: v, label: l }))} value={value || "white"} onChange={(v) => set(v ?? "white")} allowDeselect={false} readOnly={!may} />;
  return <TextInput {...shared} maxLength={name === "text" ? 2000 : 200} required={name === "id" || name === "name" || name === "party"} />;
}
