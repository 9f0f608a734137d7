import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { api, take } from "../base/api";
import { Page, Panel, Stack } from "../base/page";
import { useMay } from "../base/session";
import { Failure, Ready } from "../base/states";
import { w } from "../words";
import { useDraft } from "./draft";
import css from "./msel.module.css";
import { Overtaken } from "./Overtaken";
import { Part } from "./Part";
import { parts } from "./parts";
import { planQuery, useAct, type PlanView } from "./queries";
import { Reactions } from "./Reactions";
import { Stages } from "./Stages";

/** PlanPage is what the exercise is to be: its stages with their products, objectives, people, teams and threads. */
export function PlanPage() {
  const query = useQuery(planQuery);
  const may = useMay("exercise.plan");
  return (
    <Page
      title={w.msel.plan.title}
      lead={w.msel.plan.lead}
      actions={
        may && (
          <Button variant="default" component={Link} to="/exercise/scenarios">
            {w.library.open}
          </Button>
        )
      }
    >
      <Ready of={query}>
        {(of) => (
          <Stack>
            <Stages of={of} may={may} />
            <Head of={of} may={may} />
            {parts().map((p) => (
              <Part key={p.name} part={p} of={of} may={may} />
            ))}
            <Reactions of={of} may={may} />
          </Stack>
        )}
      </Ready>
    </Page>
  );
}

const local = (iso: string | undefined) => (iso && !iso.startsWith("0001") ? iso.slice(0, 16) : "");

function Head({ of, may }: { of: PlanView; may: boolean }) {
  const p = of.plan;
  const draft = useDraft({ name: p.name, text: p.text ?? "", language: p.language || "en", starts: local(p.starts), ends: local(p.ends) });
  const { name, text, language, starts, ends } = draft.value;
  const set = (some: Partial<typeof draft.value>) => draft.set({ ...draft.value, ...some });
  const t = w.msel.plan;
  const save = useAct(() =>
    take(
      api.PUT("/exercise/plan", {
        body: { version: of.version, name: name.trim(), text, language: language as "en", ...(starts && { starts: `${starts}:00Z` }), ...(ends && { ends: `${ends}:00Z` }) },
      }),
    ),
  );
  const submit = (e: FormEvent) => {
    e.preventDefault();
    save.mutate(undefined, { onSuccess: draft.saved });
  };
  return (
    <Panel title={t.head}>
      <form className={css.form} onSubmit={submit}>
        <fieldset disabled={!may} style={{ all: "unset", display: "contents" }}>
          <TextInput label={t.name} maxLength={200} value={name} onChange={(e) => set({ name: e.currentTarget.value })} />
          <Textarea label={t.text} autosize minRows={2} value={text} onChange={(e) => set({ text: e.currentTarget.value })} />
          <div className={css.grid}>
            <Select label={t.language} data={[{ value: "en", label: "English" }, { value: "fr", label: "Français" }, { value: "cs", label: "Čeština" }]} value={language} onChange={(v) => set({ language: v ?? "en" })} allowDeselect={false} />
            <TextInput label={`${t.starts} UTC`} type="datetime-local" value={starts} onChange={(e) => set({ starts: e.currentTarget.value })} />
            <TextInput label={`${t.ends} UTC`} type="datetime-local" value={ends} onChange={(e) => set({ ends: e.currentTarget.value })} />
          </div>
          {may && (
            <div className={css.row}>
              <Button type="submit" loading={save.isPending} disabled={draft.overtaken}>
                {t.save}
              </Button>
            </div>
          )}
        </fieldset>
        {draft.overtaken && <Overtaken theirs={draft.theirs} mine={draft.mine} />}
        {save.error && <Failure of={save.error} />}
      </form>
    </Panel>
  );
}
