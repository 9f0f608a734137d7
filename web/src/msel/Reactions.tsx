import { Button } from "@mantine/core";
import { useState } from "react";
import { Code, Panel } from "../base/page";
import { Empty, Failure } from "../base/states";
import table from "../base/table.module.css";
import { lookup, w } from "../words";
import { clock } from "./clock";
import css from "./msel.module.css";
import { setPart, useAct, type PlanView, type Reaction } from "./queries";
import { ReactionForm } from "./ReactionForm";

/** Reactions edits what parties do by themselves. */
export function Reactions({ of, may }: { of: PlanView; may: boolean }) {
  const t = w.reaction.edit;
  const all = of.plan.reactions ?? [];
  const [open, setOpen] = useState<Reaction | "new">();
  const save = useAct((next: Reaction[]) => setPart("reactions", of.version, next));
  const remove = (id: string) => save.mutate(all.filter((r) => r.id !== id));
  return (
    <Panel
      title={t.title}
      lead={t.lead}
      flush
      actions={
        may && (
          <Button variant="default" onClick={() => setOpen("new")}>
            {t.add}
          </Button>
        )
      }
    >
      {all.length === 0 ? <Empty title={t.none} text={t.noneText} /> : <Lines of={all} may={may} open={setOpen} remove={remove} />}
      {save.error && !open && (
        <div className={css.pad}>
          <Failure of={save.error} />
        </div>
      )}
      {open && <ReactionForm start={open === "new" ? undefined : open} plan={of.plan} act={save} all={all} close={() => setOpen(undefined)} />}
    </Panel>
  );
}

function Lines({ of, may, open, remove }: { of: Reaction[]; may: boolean; open: (r: Reaction) => void; remove: (id: string) => void }) {
  const t = w.reaction.edit;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{t.id}</th>
          <th>{t.party}</th>
          <th>{t.rule}</th>
          <th>{t.condition}</th>
          {may && <th aria-label={t.remove} />}
        </tr>
      </thead>
      <tbody>
        {of.map((r) => (
          <tr key={r.id}>
            <td data-name={t.id}>
              {may ? (
                <button type="button" className={css.number} aria-label={t.change(r.id)} onClick={() => open(r)}>
                  {r.id}
                </button>
              ) : (
                r.id
              )}
            </td>
            <td data-name={t.party}>
              <Code>{r.as}</Code>
            </td>
            <td data-name={t.rule}>
              <div>
                {lookup(w.reaction.on, r.on)}: <span className={css.strong}>{lookup(w.reaction.do, r.do)}</span>
                {r.text && <div className={css.soft}>{r.text}</div>}
              </div>
            </td>
            <td data-name={t.condition}>
              <div className={css.soft}>{[r.from, r.match && `“${r.match}”`, r.after && `+${clock(r.after)}`, r.most && r.most > 1 && t.times(r.most)].filter(Boolean).join(" · ")}</div>
            </td>
            {may && (
              <td>
                <Button variant="subtle" aria-label={`${t.remove} ${r.id}`} onClick={() => remove(r.id)}>
                  {t.remove}
                </Button>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
