import { Button, MultiSelect, NativeSelect, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { incidentsQuery } from "../incident/queries";
import { listQuery } from "../assist/queries";
import { useMay } from "../base/session";
import { languageName } from "../expert/languages";
import { lookup, w } from "../words";
import css from "./crisis.module.css";
import { EffectFields } from "./EffectFields";
import { duration } from "./duration";
import type { CrisisBody, Effect, NewText } from "./queries";
import { modesOf } from "./words";

/** Writing is a text as its fields hold it. */
export interface Writing {
  level: string;
  mode: string;
  title: Record<string, string>;
  text: Record<string, string>;
  annexes: { title: string; text: string }[];
  incident: string;
  requests: string[];
  objects: string[];
  effects: Effect[];
  why: string;
  rehearsal: boolean;
}

export const languages = ["en", "fr", "cs"] as const;

const kept = (all: Record<string, string>) => Object.fromEntries(Object.entries(all).flatMap(([l, text]) => (text.trim() === "" ? [] : [[l, text.trim()]])));

/** lacks tells that no language has both a title and a text, or that one has only one of them. */
export function lacks(x: Writing): boolean {
  const titles = Object.keys(kept(x.title));
  const texts = Object.keys(kept(x.text));
  return titles.length === 0 || titles.length !== texts.length || titles.some((l) => !texts.includes(l));
}

/** bodyOf makes what the node is sent; what is empty is left out. */
export function bodyOf(x: Writing): NewText {
  return {
    level: x.level,
    mode: x.mode as NewText["mode"],
    title: kept(x.title),
    text: kept(x.text),
    annexes: x.annexes.filter((a) => a.title.trim() !== ""),
    ...(x.incident && { incident: x.incident }),
    requests: x.requests,
    objects: x.objects.map((id) => id.trim()).filter(Boolean),
    effects: x.effects.map((e) => ({ ...e, about: e.about.trim(), value: e.value.trim() })),
    ...(x.why.trim() && { why: x.why.trim() }),
    ...(x.rehearsal && { rehearsal: true }),
  };
}

/** TextFields are the fields of a text: how the body decides on it, its words side by side, and what it sets going. */
export function TextFields({ value: x, set, body, levels }: { value: Writing; set: (change: Partial<Writing>) => void; body: CrisisBody; levels: string[] }) {
  const f = w.crisis.form;
  const level = body.levels.find((l) => l.name === x.level);
  return (
    <>
      <div className={css.grid}>
        <NativeSelect label={f.level} value={x.level} onChange={(e) => set({ level: e.currentTarget.value })} data={levels.map((l) => ({ value: l, label: lookup(w.crisis.level, l) }))} {...(level && { description: f.periods(duration(level.silence), level.urgent > 0 ? duration(level.urgent) : "") })} />
        <NativeSelect label={f.mode} value={x.mode} onChange={(e) => set({ mode: e.currentTarget.value })} data={modesOf(body).map((m) => ({ value: m, label: lookup(w.crisis.mode, m) }))} description={lookup(w.crisis.modeText, x.mode)} />
      </div>
      <Piece title={f.languages} lead={f.languagesLead}>
        <div className={css.sides}>
          {languages.map((l) => (
            <div key={l} className={css.form} lang={l}>
              <TextInput label={f.titleIn(languageName(l))} maxLength={300} value={x.title[l] ?? ""} onChange={(e) => set({ title: { ...x.title, [l]: e.currentTarget.value } })} />
              <Textarea label={f.textIn(languageName(l))} autosize minRows={8} maxLength={20000} value={x.text[l] ?? ""} onChange={(e) => set({ text: { ...x.text, [l]: e.currentTarget.value } })} />
            </div>
          ))}
        </div>
      </Piece>
      {body.effects.length > 0 && <EffectFields value={x.effects} set={(effects) => set({ effects })} kinds={body.effects} />}
      <Piece title={f.annexes}>
        {x.annexes.map((a, i) => {
          const change = (c: Partial<typeof a>) => set({ annexes: x.annexes.map((b, n) => (n === i ? { ...b, ...c } : b)) });
          return (
            <div key={i} className={css.form}>
              <TextInput label={f.annexTitle} maxLength={300} value={a.title} onChange={(e) => change({ title: e.currentTarget.value })} />
              <Textarea label={f.annexText} autosize minRows={3} maxLength={20000} value={a.text} onChange={(e) => change({ text: e.currentTarget.value })} />
              <div>
                <Button variant="default" size="xs" aria-label={`${f.remove}: ${a.title || w.number(i + 1)}`} onClick={() => set({ annexes: x.annexes.filter((_, n) => n !== i) })}>
                  {f.remove}
                </Button>
              </div>
            </div>
          );
        })}
        <div>
          <Button variant="default" onClick={() => set({ annexes: [...x.annexes, { title: "", text: "" }] })}>
            {f.addAnnex}
          </Button>
        </div>
      </Piece>
      <Links value={x} set={set} />
    </>
  );
}

/** Piece is one part of a form, under its name. */
export function Piece({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <fieldset className={css.piece}>
      <legend>{title}</legend>
      {lead && <p className={css.soft}>{lead}</p>}
      {children}
    </fieldset>
  );
}

function Links({ value: x, set }: { value: Writing; set: (change: Partial<Writing>) => void }) {
  const f = w.crisis.form;
  const incidents = useQuery({ ...incidentsQuery, enabled: useMay("incident.read") });
  const requests = useQuery({ ...listQuery, enabled: useMay("assist.read") });
  const names = (requests.data?.items ?? []).map((r) => ({ value: r.id, label: r.title || r.id }));
  const others = x.requests.filter((id) => !names.some((n) => n.value === id)).map((id) => ({ value: id, label: id }));
  const known = incidents.data?.items ?? [];
  return (
    <Piece title={f.links} lead={f.linksLead}>
      <div className={css.grid}>
        <NativeSelect
          label={f.incident}
          value={x.incident}
          onChange={(e) => set({ incident: e.currentTarget.value })}
          data={[{ value: "", label: f.noIncident }, ...known.map((i) => ({ value: i.id, label: i.title })), ...(x.incident !== "" && !known.some((i) => i.id === x.incident) ? [{ value: x.incident, label: x.incident }] : [])]}
        />
        <MultiSelect label={f.requests} data={[...names, ...others]} value={x.requests} onChange={(v) => set({ requests: v })} searchable />
        <TagsInput label={f.objects} description={f.objectsText} value={x.objects} onChange={(v) => set({ objects: v })} />
      </div>
    </Piece>
  );
}
