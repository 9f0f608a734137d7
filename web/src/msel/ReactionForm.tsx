import { Button, Modal, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery, type UseMutationResult } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Failure } from "../base/states";
import { lookup, w } from "../words";
import { Find } from "./After";
import { clock, readClock } from "./clock";
import css from "./msel.module.css";
import { Payload } from "./Payload";
import { rowQuery, type Plan, type Reaction } from "./queries";
import { channelOf, deedsOf, examples, needsText, tidy } from "./reactions";

interface Props {
  start: Reaction | undefined;
  plan: Plan;
  all: Reaction[];
  act: UseMutationResult<unknown, Error, Reaction[]>;
  close: () => void;
}

/** ReactionForm writes one reaction in a dialog; the whole list is kept with it. */
export function ReactionForm({ start, plan, all, act, close }: Props) {
  const t = w.reaction.edit;
  const [r, setR] = useState<Reaction>(start ?? { id: "", as: "", on: "request", do: "offer" });
  const [after, setAfter] = useState(clock(start?.after || undefined));
  const [fault, setFault] = useState(false); // of the payload's JSON
  const [filled, setFilled] = useState(0); // how often an example was put
  const set = (some: Partial<Reaction>) => setR({ ...r, ...some });
  const delay = readClock(after);
  const channel = channelOf[r.do];
  const teams = (plan.teams ?? []).filter((x) => x.party === r.as || x.id === r.team);
  const away = () => {
    act.reset();
    close();
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (delay === undefined || fault) return;
    const { after: _, ...rest } = r;
    const next = tidy({ ...rest, id: r.id.trim(), as: r.as.trim(), ...(delay && { after: delay }) });
    act.mutate(start ? all.map((x) => (x.id === start.id ? next : x)) : [...all, next], { onSuccess: close });
  };
  const text = (key: "id" | "as" | "from" | "match", label: string, description?: string, required?: boolean) => (
    <TextInput label={label} description={description} required={required} maxLength={200} value={r[key] ?? ""} onChange={(e) => set({ [key]: key === "as" || key === "from" ? e.currentTarget.value.toUpperCase() : e.currentTarget.value })} />
  );
  return (
    <Modal opened onClose={away} size="xl" title={start ? t.editTitle(start.id) : t.newTitle} closeButtonProps={{ "aria-label": w.state.close }}>
      <form className={css.form} onSubmit={submit}>
        <div className={css.grid}>
          {text("id", t.id, t.idText, true)}
          {text("as", t.as, undefined, true)}
        </div>
        <div className={css.grid}>
          <Select label={t.when} data={options(w.reaction.on, Object.keys(deedsOf))} value={r.on} onChange={(v) => set({ on: v as Reaction["on"], do: deedsOf[v ?? ""]?.[0] as Reaction["do"], payload: undefined })} allowDeselect={false} />
          <Select label={t.does} data={options(w.reaction.do, deedsOf[r.on] ?? [])} value={r.do} onChange={(v) => set({ do: v as Reaction["do"], payload: undefined })} allowDeselect={false} />
        </div>
        {r.on === "inject" && <Inject id={r.inject ?? ""} set={(inject) => set({ inject })} />}
        <div className={css.grid}>
          {r.on !== "inject" && text("from", t.from)}
          {text("match", t.match, t.matchText)}
          <TextInput label={t.delay} description={w.msel.timeForm} value={after} onChange={(e) => setAfter(e.currentTarget.value)} error={delay === undefined && w.msel.timeFault} />
          <TextInput label={t.most} description={t.mostText} type="number" min={1} max={100} value={r.most ? String(r.most) : ""} onChange={(e) => set({ most: Number(e.currentTarget.value) || undefined })} />
        </div>
        {r.do === "answer" && <Select label={t.team} required data={teams.map((x) => ({ value: x.id, label: x.name }))} value={r.team ?? null} onChange={(v) => set({ team: v ?? undefined })} allowDeselect={false} />}
        {t.text[r.do] !== undefined && <Textarea label={lookup(t.text, r.do)} required={needsText.includes(r.do)} autosize minRows={2} maxLength={8000} value={r.text ?? ""} onChange={(e) => set({ text: e.currentTarget.value })} />}
        {channel && (
          <div className={css.part} role="group" aria-label={t.payload}>
            <Payload
              key={`${r.do} ${filled}`}
              channel={channel}
              value={r.payload}
              set={(payload) => set({ payload: payload as Reaction["payload"] })}
              fault={setFault}
            />
            <Button
              variant="subtle"
              onClick={() => {
                set({ payload: examples[r.do] as Reaction["payload"] });
                setFault(false);
                setFilled(filled + 1);
              }}
            >
              {t.example}
            </Button>
          </div>
        )}
        {act.error && <Failure of={act.error} />}
        <div className={css.row}>
          <Button variant="default" onClick={away}>
            {w.state.cancel}
          </Button>
          <Button type="submit" loading={act.isPending}>
            {t.keep}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

const options = (of: Record<string, string>, values: string[]) => values.map((value) => ({ value, label: lookup(of, value) }));

/** Inject names the inject that is reacted to by its number. */
function Inject({ id, set }: { id: string; set: (id: string) => void }) {
  const t = w.reaction.edit;
  const row = useQuery({ ...rowQuery(id), enabled: id !== "" }).data;
  return (
    <div className={css.part} role="group" aria-label={t.inject}>
      <p>{id === "" ? t.injectNone : `${row?.inject.number ?? "…"} ${row?.inject.title ?? ""}`}</p>
      <Find add={(r) => set(r.inject.id ?? "")} label={t.choose} />
    </div>
  );
}
