import { Button, Checkbox, Textarea, TextInput } from "@mantine/core";
import { useIsMutating, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useBlocker, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api, take } from "../base/api";
import { Arrived } from "../base/Arrived";
import { Confirm } from "../base/Confirm";
import { Page, Panel, Stack, State } from "../base/page";
import { Failure } from "../base/states";
import { When } from "../base/time";
import { codes } from "../release/ask";
import { lookup, w } from "../words";
import { say } from "../words/say";
import { titleOf } from "./deed";
import css from "./edit.module.css";
import { EditClauses } from "./EditClauses";
import { EditParameters } from "./EditParameters";
import { draftQuery, kindsQuery, type Draft, type Generation, type Kind } from "./queries";

const languages = ["en", "fr", "cs"] as const;

/** ends is the key of the acts after which there is no draft any more. */
const ends = (id: string) => ["template", "end", id];

/** DraftPage is where a generation is written: its languages side by side, its parameters, its clauses with their rules. */
export function DraftPage() {
  const { id } = useParams({ from: "/inside/templates/drafts/$id" });
  const going = useIsMutating({ mutationKey: ends(id) }) > 0; // while it is being ended, nobody asks for it
  const draft = useQuery({ ...draftQuery(id), refetchOnWindowFocus: false, staleTime: Infinity, enabled: !going });
  const kinds = useQuery(kindsQuery);
  return <Arrived kind={w.template.edit.draft} of={draft}>{(d) => <Editor key={d.id} of={d} kinds={kinds.data?.items ?? []} />}</Arrived>;
}

function Editor({ of, kinds }: { of: Draft; kinds: Kind[] }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [body, setBody] = useState(of.body);
  const [members, setMembers] = useState(of.members.join(", "));
  const [g, setG] = useState<Generation>(of.generation);
  const [saved, setSaved] = useState<Draft>(of);
  const [dirty, setDirty] = useState(false);
  const edit = (x: Partial<Generation>) => {
    setG({ ...g, ...x });
    setDirty(true);
  };
  useBlocker({ shouldBlockFn: () => dirty && !window.confirm(w.template.edit.leave), enableBeforeUnload: dirty });
  const save = useMutation({
    mutationFn: () => take(api.PUT("/templates/drafts/{id}", { params: { path: { id: of.id } }, body: { body, members: codes(members), generation: g } })),
    onSuccess: (d) => {
      setSaved(d);
      setDirty(false);
      client.setQueryData(draftQuery(of.id).queryKey, d);
      return client.invalidateQueries({ queryKey: ["template", "drafts"], exact: true });
    },
  });
  const discard = useMutation({
    mutationKey: ends(of.id),
    onMutate: () => setDirty(false), // what is discarded is not asked about
    mutationFn: () => take(api.DELETE("/templates/drafts/{id}", { params: { path: { id: of.id } } })),
    onSuccess: async () => {
      await navigate({ to: "/templates" });
      await client.invalidateQueries({ queryKey: ["template"] });
    },
  });
  const circulate = useMutation({
    mutationKey: ends(of.id),
    mutationFn: () => take(api.POST("/templates/drafts/{id}/circulate", { params: { path: { id: of.id } } })),
    onSuccess: async (deed) => {
      await navigate({ to: "/templates/deeds/$id", params: { id: deed.id } });
      await client.invalidateQueries({ queryKey: ["template"] });
    },
  });
  return (
    <Page
      title={`${titleOf(g) || w.template.edit.draft}, ${w.agreement.generation(g.number)}`}
      lead={
        <span role="status">
          {dirty ? <State tone="warn">{w.template.edit.unsaved}</State> : <State tone={saved.problem ? "warn" : "good"}>{saved.problem ? say(saved.problem.text, saved.problem.phrase) : w.template.edit.sound}</State>} {w.template.edit.savedAt} <When at={saved.updated} />
        </span>
      }
      actions={
        <>
          <Button onClick={() => save.mutate()} loading={save.isPending} disabled={!dirty}>
            {w.template.edit.save}
          </Button>
          <Confirm open={w.template.edit.circulate} {...w.template.edit.askCirculate} go={w.template.edit.askCirculate.do} act={circulate} args={undefined} disabled={dirty || saved.problem !== undefined}>
            {(dirty || saved.problem !== undefined) && <p role="alert">{w.template.edit.notYet}</p>}
          </Confirm>
          <Confirm open={w.agreement.discard} {...w.agreement.askDiscard} go={w.agreement.askDiscard.do} act={discard} args={undefined} grave />
        </>
      }
    >
      <Stack>
        {save.error && <Failure of={save.error} />}
        <Panel title={w.template.edit.head} lead={w.template.edit.headLead}>
          <div className={css.form}>
            <div className={css.sides}>
              <TextInput label={w.template.body} value={body} maxLength={200} onChange={(e) => (setBody(e.currentTarget.value), setDirty(true))} />
              <TextInput label={w.template.edit.others} description={w.release.onwardHint} value={members} onChange={(e) => (setMembers(e.currentTarget.value), setDirty(true))} />
              <TextInput label={w.template.edit.template} description={w.template.edit.templateHint} value={g.template} maxLength={50} onChange={(e) => edit({ template: e.currentTarget.value })} />
              <TextInput label={w.template.number} inputMode="numeric" value={String(g.number)} onChange={(e) => edit({ number: Number.parseInt(e.currentTarget.value, 10) || 0 })} />
            </div>
            <div className={css.row}>
              {languages.map((l) => (
                <Checkbox key={l} label={lookup(w.template.edit.languages, l)} checked={g.languages.includes(l)} onChange={(e) => edit({ languages: languages.filter((x) => (x === l ? e.currentTarget.checked : g.languages.includes(x))) })} />
              ))}
              <Checkbox label={`${w.agreement.parties}: ${w.template.many}`} checked={g.multilateral} onChange={(e) => edit({ multilateral: e.currentTarget.checked })} />
            </div>
            <div className={css.sides}>
              {g.languages.map((l) => (
                <div key={l} className={css.form}>
                  <TextInput lang={l} label={w.template.edit.nameIn(l)} value={g.title[l] ?? ""} maxLength={200} onChange={(e) => edit({ title: { ...g.title, [l]: e.currentTarget.value } })} />
                  <Textarea lang={l} label={w.template.edit.summaryIn(l)} autosize minRows={2} value={g.summary[l] ?? ""} onChange={(e) => edit({ summary: { ...g.summary, [l]: e.currentTarget.value } })} />
                </div>
              ))}
            </div>
          </div>
        </Panel>
        <EditClauses of={g} kinds={kinds} set={(clauses) => edit({ clauses })} />
        <EditParameters of={g} set={(parameters) => edit({ parameters })} />
      </Stack>
    </Page>
  );
}
