import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { w } from "../words";
import { clock, readClock } from "./clock";
import css from "./msel.module.css";
import { rowQuery, type Dependency, type Row } from "./queries";

/** After edits what a row waits for. A row is named by its number, as planners do. */
export function After({ value, any, set }: { value: Dependency[]; any: boolean; set: (after: Dependency[], any: boolean) => void }) {
  const rows = useQueries({ queries: value.map((d) => rowQuery(d.inject)) });
  const t = w.msel.after;
  const put = (at: number, some: Partial<Dependency>) => set(value.map((d, i) => (i === at ? { ...d, ...some } : d)), any);
  return (
    <div className={css.part} role="group" aria-label={t.title}>
      {value.map((d, i) => (
        <div key={`${d.inject} ${i}`} className={css.line}>
          <span>
            {rows[i]?.data?.inject.number ?? "…"} {rows[i]?.data?.inject.title}
          </span>
          <Select label={t.on} data={Object.entries(t.ons).map(([v, label]) => ({ value: v, label }))} value={d.on} onChange={(v) => put(i, { on: (v ?? "sent") as Dependency["on"], criterion: undefined })} allowDeselect={false} />
          {(d.on === "met" || d.on === "missed") && (
            <Select label={t.criterion} placeholder={t.any} data={(rows[i]?.data?.inject.criteria ?? []).map((c) => ({ value: c.id, label: c.name }))} value={d.criterion || null} onChange={(v) => put(i, { criterion: v ?? undefined })} clearable />
          )}
          <Delay value={d.delay} set={(delay) => put(i, { delay })} />
          <Button variant="subtle" onClick={() => set(value.filter((_, n) => n !== i), any && value.length > 2)}>
            {w.msel.plan.remove}
          </Button>
        </div>
      ))}
      {value.length > 1 && <Checkbox label={t.one} checked={any} onChange={(e) => set(value, e.currentTarget.checked)} />}
      <Find add={(r) => set([...value, { inject: r.inject.id ?? "", on: "sent" }], any)} />
    </div>
  );
}

function Delay({ value, set }: { value: number | undefined; set: (n: number | undefined) => void }) {
  const [text, setText] = useState(clock(value || undefined));
  const read = readClock(text);
  return (
    <TextInput
      label={w.msel.after.delay}
      value={text}
      error={read === undefined}
      onChange={(e) => {
        setText(e.currentTarget.value);
        const n = readClock(e.currentTarget.value);
        if (n !== undefined) set(n || undefined);
      }}
    />
  );
}

/** Find names a row by its number. */
export function Find({ add, label = w.msel.after.add }: { add: (r: Row) => void; label?: string }) {
  const [number, setNumber] = useState("");
  const found = useQuery({
    queryKey: ["msel", "number", number],
    enabled: number.trim() !== "",
    queryFn: async ({ signal }) => (await take(api.GET("/exercise/msel/injects", { params: { query: { text: number.trim(), sort: "number", limit: 500 } }, signal }))).items.find((r) => r.inject.number === number.trim()) ?? null,
  });
  return (
    <div className={css.row}>
      <TextInput label={w.msel.after.row} value={number} onChange={(e) => setNumber(e.currentTarget.value)} error={found.data === null && w.msel.after.unknown} />
      <Button
        variant="default"
        disabled={!found.data}
        onClick={() => {
          if (found.data) add(found.data);
          setNumber("");
        }}
      >
        {label}
      </Button>
    </div>
  );
}
