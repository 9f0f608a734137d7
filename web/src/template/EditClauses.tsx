import { Button, Checkbox, Textarea, TextInput } from "@mantine/core";
import { Panel } from "../base/page";
import { w } from "../words";
import css from "./edit.module.css";
import { fresh, moved, type Clause, type Provision } from "./edit";
import { EditProvision } from "./EditProvision";
import type { Generation, Kind } from "./queries";

/** EditClauses asks for the clauses, their languages side by side, each with the rules that it states. */
export function EditClauses({ of, kinds, set }: { of: Generation; kinds: Kind[]; set: (clauses: Clause[]) => void }) {
  const change = (i: number, x: Partial<Clause>) => set(of.clauses.map((c, j) => (i === j ? { ...c, ...x } : c)));
  const blank = Object.fromEntries(of.languages.map((l) => [l, ""]));
  return (
    <Panel title={w.agreement.clauses} lead={w.template.edit.clausesLead}>
      {of.clauses.map((c, i) => (
        <fieldset key={i} className={css.piece}>
          <legend>{w.template.edit.clause(c.id)}</legend>
          <div className={css.row}>
            <TextInput size="xs" label={w.template.edit.id} value={c.id} maxLength={50} onChange={(e) => change(i, { id: e.currentTarget.value })} />
            <Checkbox size="xs" label={w.template.edit.reservable} checked={c.reservable ?? false} onChange={(e) => change(i, { reservable: e.currentTarget.checked })} />
            <Button size="xs" variant="default" disabled={i === 0} onClick={() => set(moved(of.clauses, i, -1))}>
              {w.template.edit.up(c.id)}
            </Button>
            <Button size="xs" variant="default" disabled={i === of.clauses.length - 1} onClick={() => set(moved(of.clauses, i, 1))}>
              {w.template.edit.down(c.id)}
            </Button>
            <Button size="xs" variant="default" onClick={() => set(of.clauses.filter((_, j) => j !== i))}>
              {w.template.edit.dropClause(c.id)}
            </Button>
          </div>
          <div className={css.sides}>
            {of.languages.map((l) => (
              <div key={l} className={css.form}>
                <TextInput size="xs" lang={l} label={w.template.edit.titleIn(c.id, l)} value={c.title[l] ?? ""} maxLength={200} onChange={(e) => change(i, { title: { ...c.title, [l]: e.currentTarget.value } })} />
                <Textarea size="xs" lang={l} label={w.template.edit.textIn(c.id, l)} autosize minRows={3} value={c.text[l] ?? ""} onChange={(e) => change(i, { text: { ...c.text, [l]: e.currentTarget.value } })} />
              </div>
            ))}
          </div>
          {c.provisions.map((p, j) => (
            <EditProvision
              key={j}
              of={p}
              kinds={kinds}
              parameters={of.parameters}
              set={(x: Provision) => change(i, { provisions: c.provisions.map((y, k) => (k === j ? x : y)) })}
              drop={() => change(i, { provisions: c.provisions.filter((_, k) => k !== j) })}
            />
          ))}
          <div>
            <Button size="xs" variant="default" onClick={() => change(i, { provisions: [...c.provisions, { id: `${c.id}.${c.provisions.length + 1}`, kind: kinds[0]?.kind ?? "" } as Provision] })}>
              {w.template.edit.addProvision(c.id)}
            </Button>
          </div>
        </fieldset>
      ))}
      <Button variant="default" onClick={() => set([...of.clauses, { id: fresh(of.clauses), title: blank, text: blank, provisions: [] }])}>
        {w.template.edit.addClause}
      </Button>
    </Panel>
  );
}
