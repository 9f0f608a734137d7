import { Button, Checkbox, Modal, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { useMay, useSession } from "../base/session";
import { Failure, Ready } from "../base/states";
import { localInput } from "../base/time";
import { codes } from "../release/ask";
import { w } from "../words";
import css from "./agreement.module.css";
import { ParameterField } from "./ParameterField";
import { Annexes, OwnVariations, type Annex, type Variation } from "./OwnTerms";
import { agreementsQuery, templatesQuery, versionQuery, type AgreementFull, type Template, type Text } from "./queries";
import { isOver, languageOf } from "./standing";

/** DraftButton makes a draft from a template. Only this node has it until it is proposed. */
export function DraftButton() {
  const [opened, setOpened] = useState(false);
  const templates = useQuery({ ...templatesQuery, enabled: opened });
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {w.agreement.draft}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={w.agreement.draftTitle} size="lg" closeButtonProps={{ "aria-label": w.state.close }}>
        <Ready of={templates}>{(data) => <DraftForm templates={data.items} close={() => setOpened(false)} />}</Ready>
      </Modal>
    </>
  );
}

/** CounterButton makes our next version: a counter-proposal while something is on the table, an amendment once it is in force. */
export function CounterButton({ of }: { of: AgreementFull }) {
  const [opened, setOpened] = useState(false);
  const may = useMay("agreement.draft");
  const templates = useQuery({ ...templatesQuery, enabled: opened });
  const text = useQuery({ ...versionQuery(of.id, of.draft ?? of.table ?? of.digest), enabled: opened });
  if (!may || isOver(of.state)) return null;
  const label = of.draft ? w.agreement.redraft : of.table ? w.agreement.counter : w.agreement.amend;
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {label}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={w.agreement.counterTitle} size="lg" closeButtonProps={{ "aria-label": w.state.close }}>
        <Ready of={templates}>
          {(data) => <Ready of={text}>{(t) => <DraftForm templates={data.items.filter((x) => x.digest === t.generation_digest || x.generation.template === t.template)} from={{ id: of.id, text: t }} close={() => setOpened(false)} />}</Ready>}
        </Ready>
      </Modal>
    </>
  );
}

function DraftForm({ templates, from, close }: { templates: Template[]; from?: { id: string; text: Text }; close: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const own = useSession().party.code;
  const [digest, setDigest] = useState(from?.text.generation_digest ?? templates[0]?.digest ?? "");
  const [title, setTitle] = useState(from?.text.title ?? "");
  const [parties, setParties] = useState(from?.text.parties.filter((p) => p !== own).join(", ") ?? "");
  const [params, setParams] = useState<Record<string, unknown>>(from?.text.params ?? {});
  const [supersedes, setSupersedes] = useState<string[]>(from?.text.supersedes ?? []);
  const [annexes, setAnnexes] = useState<Annex[]>(from?.text.annexes ?? []);
  const [variations, setVariations] = useState<Variation[]>((from?.text.variations ?? []).map(({ provisions: _, ...v }) => v));
  const [effective, setEffective] = useState(from?.text.effective_from ? localInput(from.text.effective_from) : "");
  const [tried, setTried] = useState(false);
  const agreements = useQuery(agreementsQuery);
  const template = templates.find((t) => t.digest === digest)?.generation;
  const language = languageOf(template?.languages ?? ["en"]);
  const named = codes(parties).filter((c) => c !== own);
  const short = title.trim() === "" || named.length < 1;
  const earlier = (agreements.data?.items ?? []).filter((a) => a.id !== from?.id && (a.state === "in-force" || a.state === "suspended" || supersedes.includes(a.id)));
  const draft = useMutation({
    mutationFn: () => {
      const body = { generation: digest, title: title.trim(), parties: named, params, supersedes, annexes, variations, ...(effective && { effective_from: new Date(effective).toISOString() }) };
      return from ? take(api.PUT("/agreements/{id}/draft", { params: { path: { id: from.id } }, body })) : take(api.POST("/agreements", { body }));
    },
    onSuccess: async (made) => {
      void client.invalidateQueries({ queryKey: ["agreement"] });
      close();
      await navigate({ to: "/agreements/$id", params: { id: made.id } });
    },
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!short && template) draft.mutate();
  };
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      <p className={css.soft}>{from ? w.agreement.counterLead : w.agreement.draftLead}</p>
      <Select
        label={w.agreement.template}
        description={template?.summary[language]}
        data={templates.map((t) => ({ value: t.digest, label: `${t.generation.title[languageOf(t.generation.languages)] ?? t.generation.template}, ${w.agreement.generation(t.generation.number)}${t.body && ` (${t.body})`}` }))}
        value={digest}
        onChange={(v) => {
          setDigest(v ?? "");
          setParams({});
          setVariations([]); // another template allows others
        }}
      />
      <TextInput label={w.agreement.draftName} value={title} maxLength={200} onChange={(e) => setTitle(e.currentTarget.value)} />
      <TextInput label={w.agreement.draftParties(own)} description={w.release.onwardHint} value={parties} onChange={(e) => setParties(e.currentTarget.value)} error={tried && short ? w.agreement.draftNeed : undefined} />
      {template?.parameters.map((p) => (
        <ParameterField key={digest + p.name} of={p} language={language} value={p.name in params ? params[p.name] : p.default} set={(v) => setParams({ ...params, [p.name]: v })} />
      ))}
      {template && <OwnVariations key={digest} of={template} own={own} all={variations} set={setVariations} />}
      <Annexes all={annexes} set={setAnnexes} />
      <TextInput type="datetime-local" label={w.agreement.draftFrom} value={effective} onChange={(e) => setEffective(e.currentTarget.value)} />
      {earlier.length > 0 && (
        <Checkbox.Group label={w.agreement.supersedes} description={w.agreement.supersedesHint} size="xs" value={supersedes} onChange={setSupersedes}>
          <div className={css.choices}>
            {earlier.map((a) => (
              <Checkbox key={a.id} size="xs" value={a.id} label={`${a.title}, ${w.agreement.generation(a.generation)}`} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {draft.error && <Failure of={draft.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={close}>
          {w.state.cancel}
        </Button>
        <Button type="submit" loading={draft.isPending}>
          {w.agreement.draftDo}
        </Button>
      </div>
    </form>
  );
}
