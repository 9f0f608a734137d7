import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Arrived } from "../base/Arrived";
import { Page, Panel, Stack } from "../base/page";
import { Failure } from "../base/states";
import { languageName } from "../expert/languages";
import { w } from "../words";
import css from "./crisis.module.css";
import { proposalQuery, useAct, type Proposal } from "./queries";
import { latest } from "./standing";
import { bodyOf, lacks, languages, TextFields, type Writing } from "./TextForm";
import { Redline } from "./TextPanel";
import { inOwn } from "./words";

/** RevisePage writes the next text of a proposal, with what it changes shown as it is written. */
export function RevisePage() {
  const { id } = useParams({ from: "/inside/crisis/$id/revise" });
  const query = useQuery(proposalQuery(id));
  return (
    <Arrived kind={w.crisis.form.reviseTitle} of={query}>
      {({ of }) => <Form of={of} />}
    </Arrived>
  );
}

/** levelsOf are those on which the next text can be: the same, or after a round a higher one. */
function levelsOf(p: Proposal): string[] {
  const names = p.body.levels.map((l) => l.name);
  return latest(p) ? names.slice(Math.max(0, names.indexOf(p.text.level))) : [p.text.level];
}

function Form({ of: p }: { of: Proposal }) {
  const f = w.crisis.form;
  const navigate = useNavigate();
  const [base] = useState(p.text); // what others do meanwhile does not change what is being written
  const [x, setX] = useState<Writing>({ ...base, effects: [...base.effects], why: "", rehearsal: base.rehearsal ?? false });
  const [tried, setTried] = useState(false);
  const run = useAct((_: undefined) => take(api.POST("/crisis/proposals/{id}/revise", { params: { path: { id: p.id } }, body: bodyOf(x) })));
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!lacks(x) && x.why.trim() !== "") run.mutate(undefined, { onSuccess: () => void navigate({ to: "/crisis/$id", params: { id: p.id } }) });
  };
  const amending = latest(p)?.members.filter((m) => Object.keys(m.stand?.amendment ?? {}).length > 0) ?? [];
  return (
    <Page title={`${f.reviseTitle}: ${inOwn(base.title)}`} above={<Link to="/crisis/$id" params={{ id: p.id }}>{inOwn(base.title)}</Link>} lead={f.reviseLead}>
      <Stack>
        <Panel title={w.crisis.text.title} actions={amending.map((m) => <Button key={m.party} variant="default" onClick={() => setX({ ...x, text: { ...x.text, ...m.stand?.amendment } })}>{f.take(m.party)}</Button>)}>
          <form className={css.form} onSubmit={submit} noValidate>
            <TextFields value={x} set={(c) => setX((was) => ({ ...was, ...c }))} body={p.body} levels={levelsOf(p)} />
            <Textarea label={f.why} required autosize minRows={2} maxLength={4000} value={x.why} onChange={(e) => setX({ ...x, why: e.currentTarget.value })} />
            {tried && lacks(x) && <p role="alert">{f.needText}</p>}
            {tried && x.why.trim() === "" && <p role="alert">{f.needWhy}</p>}
            {run.error && <Failure of={run.error} />}
            <div className={css.buttons}>
              <Button type="submit" loading={run.isPending}>
                {f.goRevise}
              </Button>
            </div>
          </form>
        </Panel>
        <Panel title={w.crisis.text.changes(base.rev, base.rev + 1)}>
          {languages
            .filter((l) => (base.text[l] ?? "") !== "" || (x.text[l] ?? "") !== "")
            .map((l) => (
              <Redline key={l} was={`${base.title[l] ?? ""}\n\n${base.text[l] ?? ""}`} is={`${x.title[l] ?? ""}\n\n${x.text[l] ?? ""}`} language={l} title={languageName(l)} />
            ))}
        </Panel>
      </Stack>
    </Page>
  );
}
