import { Button, MultiSelect, Select, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Panel } from "../base/page";
import { Empty, Failure } from "../base/states";
import table from "../base/table.module.css";
import css from "../incident/incident.module.css";
import { lookup, w } from "../words";
import { useAct, type Exercise, type Member } from "./queries";

const cells = ["excon", "white", "red", "green", "yellow", "blue"] as const;
const roles = ["analyst", "release", "legal", "director", "duty", "pool", "auditor"];
const over = ["sealing", "sealed", "withdrawn", "declined"];

/** Members says which of our people are in the exercise, and as what; here they are let in. */
export function Members({ of }: { of: Exercise }) {
  const m = w.exercise.members;
  const remove = useAct((person: string) => take(api.DELETE("/exercises/{id}/members/{person}", { params: { path: { id: of.id, person } } })));
  const closed = over.includes(of.state);
  return (
    <Panel title={m.title} lead={m.lead} flush>
      {of.members.length === 0 ? (
        <Empty title={m.empty} text={m.emptyText} />
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th>{m.name}</th>
              <th>{m.cell}</th>
              <th>{m.team}</th>
              <th>{m.roles}</th>
              <th>
                <span className="unseen">{m.act}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {of.members.map((x) => (
              <Row key={x.person} of={x} remove={closed ? null : () => remove.mutate(x.person)} />
            ))}
          </tbody>
        </table>
      )}
      {remove.error && <Failure of={remove.error} />}
      {!closed && <Add of={of} />}
    </Panel>
  );
}

function Row({ of, remove }: { of: Member; remove: (() => void) | null }) {
  const m = w.exercise.members;
  return (
    <tr>
      <td data-name={m.name}>{of.name}</td>
      <td data-name={m.cell}>{lookup(w.exercise.cell, of.cell)}</td>
      <td data-name={m.team}>{of.team}</td>
      <td data-name={m.roles}>{(of.roles ?? []).map((r) => lookup(w.admin.roleName, r)).join(", ")}</td>
      <td data-name={m.act}>
        {remove && (
          <Button size="compact-sm" variant="default" onClick={remove} aria-label={m.removeOf(of.name)}>
            {m.remove}
          </Button>
        )}
      </td>
    </tr>
  );
}

function Add({ of }: { of: Exercise }) {
  const m = w.exercise.members;
  const [name, setName] = useState("");
  const [cell, setCell] = useState<(typeof cells)[number]>("blue");
  const [team, setTeam] = useState("");
  const [played, setPlayed] = useState<string[]>(["analyst"]);
  const run = useAct((_: undefined) => take(api.PUT("/exercises/{id}/members/{person}", { params: { path: { id: of.id, person: name.trim() } }, body: { cell, team: cell === "blue" ? team.trim() : "", roles: played } })));
  const ready = name.trim() !== "" && (cell !== "blue" || team.trim() !== "");
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (ready) run.mutate(undefined, { onSuccess: () => setName("") });
  };
  return (
    <form className={`${css.form} ${css.pad}`} onSubmit={submit} aria-label={m.add}>
      <div className={css.row}>
        <TextInput label={m.user} value={name} maxLength={100} onChange={(e) => setName(e.currentTarget.value)} autoComplete="off" />
        <Select label={m.cell} data={cells.map((c) => ({ value: c, label: lookup(w.exercise.cell, c) }))} value={cell} onChange={(v) => setCell((v as (typeof cells)[number] | null) ?? cell)} allowDeselect={false} />
        {cell === "blue" && <TextInput label={m.team} value={team} maxLength={48} onChange={(e) => setTeam(e.currentTarget.value)} />}
        <MultiSelect label={m.roles} data={roles.map((r) => ({ value: r, label: lookup(w.admin.roleName, r) }))} value={played} onChange={setPlayed} />
      </div>
      <p className={css.soft}>{lookup(w.exercise.cellText, cell)}</p>
      <div className={css.row}>
        <Button type="submit" disabled={!ready} loading={run.isPending}>
          {m.add}
        </Button>
      </div>
      {run.error && <Failure of={run.error} />}
    </form>
  );
}
