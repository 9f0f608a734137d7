import { useEffect, useState, type KeyboardEvent } from "react";
import { api, take } from "../base/api";
import { State } from "../base/page";
import { Failure } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { clock, readClock } from "./clock";
import css from "./msel.module.css";
import { useAct, type Inject, type Plan, type Row } from "./queries";

/** columns lists what a table may show, in its order; the first are shown unless somebody chooses otherwise. */
export const columns = ["at", "status", "title", "storyline", "type", "channel", "from", "to", "after", "real", "phase", "objectives", "controller", "evaluator", "expected", "criteria", "remarks"];

interface Props {
  rows: Row[];
  plan: Plan | undefined;
  shown: string[];
  may: boolean;
  chosen: Map<string, Row>;
  choose: (m: Map<string, Row>) => void;
  open: (id: string) => void;
}

/** Table shows the list as a sheet. Time, title and storyline are edited in place; the number opens the row. */
export function Table({ rows, plan, shown, may, chosen, choose, open }: Props) {
  const save = useAct((a: { row: Row; inject: Inject }) => take(api.PUT("/exercise/msel/injects/{id}", { params: { path: { id: a.inject.id ?? "" } }, body: { version: a.row.version, inject: a.inject } })));
  const numbers = new Map(rows.map((r) => [r.inject.id, r.inject.number]));
  const toggle = (r: Row) => {
    const next = new Map(chosen);
    if (!next.delete(r.inject.id ?? "")) next.set(r.inject.id ?? "", r);
    choose(next);
  };
  const all = rows.every((r) => chosen.has(r.inject.id ?? ""));
  return (
    <div className={css.scroll}>
      {save.error && <Failure of={save.error} />}
      <table className={`${table.table} ${css.sheet}`}>
        <thead>
          <tr>
            {may && (
              <th>
                <input type="checkbox" aria-label={w.msel.selectAll} checked={all} onChange={() => choose(all ? new Map() : new Map(rows.map((r) => [r.inject.id ?? "", r])))} />
              </th>
            )}
            <th>{w.msel.column.number}</th>
            {shown.map((c) => (
              <th key={c}>{lookup(w.msel.column, c)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.inject.id} data-opens>
              {may && (
                <td data-name="">
                  <input type="checkbox" aria-label={w.msel.select(r.inject.number ?? "")} checked={chosen.has(r.inject.id ?? "")} onChange={() => toggle(r)} />
                </td>
              )}
              <td data-name={w.msel.column.number}>
                <button type="button" data-line className={css.number} onClick={() => open(r.inject.id ?? "")}>
                  {r.inject.number}
                </button>
              </td>
              {shown.map((c) => (
                <td key={c} data-name={lookup(w.msel.column, c)}>
                  <Cell of={r} column={c} plan={plan} may={may} numbers={numbers} save={(inject) => save.mutate({ row: r, inject })} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ of, column, plan, may, numbers, save }: { of: Row; column: string; plan: Plan | undefined; may: boolean; numbers: Map<string | undefined, string | undefined>; save: (i: Inject) => void }) {
  const i = of.inject;
  const label = `${lookup(w.msel.column, column)} ${i.number}`;
  switch (column) {
    case "at":
      return may ? <TimeCell label={label} at={i.at} save={(at) => save({ ...i, ...(at === null ? { at: undefined } : { at }) } as Inject)} /> : <>{clock(i.at)}</>;
    case "title":
      return may ? <TextCell label={label} value={i.title} save={(title) => save({ ...i, title })} /> : <>{i.title}</>;
    case "storyline":
      if (!may) return <>{plan?.storylines?.find((s) => s.id === i.storyline)?.name ?? i.storyline}</>;
      return (
        <select className={css.cellInput} aria-label={label} value={i.storyline ?? ""} onChange={(e) => save({ ...i, storyline: e.currentTarget.value })}>
          <option value="">–</option>
          {i.storyline && !plan?.storylines?.some((s) => s.id === i.storyline) && <option value={i.storyline}>{i.storyline}</option>}
          {plan?.storylines?.map((s) => (
            <option key={s.id} value={s.id}>
              {s.name}
            </option>
          ))}
        </select>
      );
    case "status":
      return <State tone={i.status === "ready" ? "good" : i.status === "cancelled" ? "plain" : "warn"}>{lookup(w.msel.status, i.status ?? "planned")}</State>;
    case "type":
      return <>{lookup(w.msel.type, i.type)}</>;
    case "channel":
      return <>{lookup(w.msel.channel, i.channel)}</>;
    case "to":
      return <>{i.to?.length ? i.to.join(", ") : w.msel.everybody}</>;
    case "real":
      return plan?.starts && i.at !== undefined && i.at !== null ? <When at={new Date(Date.parse(plan.starts) + i.at * 1000).toISOString()} /> : <>–</>;
    case "after":
      return <>{i.after?.map((d) => `${numbers.get(d.inject) ?? "…"} ${lookup(w.msel.after.ons, d.on)}`).join("; ") || "–"}</>;
    case "criteria":
      return <>{i.criteria?.length ?? 0}</>;
    case "objectives":
      return <>{i.objectives?.join(", ")}</>;
    default:
      return <>{(i as unknown as Record<string, string | undefined>)[column]}</>;
  }
}

/** TextCell is written when the field is left or Enter is pressed; Escape gives the old text back. */
function TextCell({ label, value, save }: { label: string; value: string; save: (v: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const keep = () => text.trim() !== "" && text !== value && save(text);
  return <input className={css.cellInput} data-wide aria-label={label} maxLength={200} value={text} onChange={(e) => setText(e.currentTarget.value)} onBlur={keep} onKeyDown={(e) => leaves(e, () => setText(value))} />;
}

function TimeCell({ label, at, save }: { label: string; at: number | null | undefined; save: (at: number | null) => void }) {
  const [text, setText] = useState(clock(at));
  useEffect(() => setText(clock(at)), [at]);
  const read = readClock(text);
  const keep = () => read !== undefined && read !== (at ?? null) && save(read);
  return <input className={css.cellInput} aria-label={label} title={w.msel.timeForm} aria-invalid={read === undefined} value={text} onChange={(e) => setText(e.currentTarget.value)} onBlur={keep} onKeyDown={(e) => leaves(e, () => setText(clock(at)))} />;
}

function leaves(e: KeyboardEvent<HTMLInputElement>, back: () => void): void {
  if (e.key === "Enter") e.currentTarget.blur();
  if (e.key === "Escape") back();
}
