import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { useSession } from "../base/session";
import { Failure, Ready } from "../base/states";
import { codes } from "../release/ask";
import { w } from "../words";
import css from "./agreement.module.css";
import { ParameterField } from "./ParameterField";
import { templatesQuery, type Template } from "./queries";

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

function DraftForm({ templates, close }: { templates: Template[]; close: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const own = useSession().party.code;
  const [id, setId] = useState(templates[0]?.id ?? "");
  const [title, setTitle] = useState("");
  const [parties, setParties] = useState("");
  const [params, setParams] = useState<Record<string, unknown>>({});
  const [tried, setTried] = useState(false);
  const template = templates.find((t) => t.id === id);
  const named = codes(parties).filter((c) => c !== own);
  const short = title.trim() === "" || named.length < 1;
  const draft = useMutation({
    mutationFn: () => take(api.POST("/agreements", { body: { template: id, title: title.trim(), parties: named, params } })),
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
      <p className={css.soft}>{w.agreement.draftLead}</p>
      <Select
        label={w.agreement.template}
        description={template?.summary}
        data={templates.map((t) => ({ value: t.id, label: `${t.title}, ${w.agreement.generation(t.generation)}` }))}
        value={id}
        onChange={(v) => {
          setId(v ?? "");
          setParams({});
        }}
      />
      <TextInput label={w.agreement.draftName} value={title} maxLength={200} onChange={(e) => setTitle(e.currentTarget.value)} />
      <TextInput label={w.agreement.draftParties(own)} description={w.release.onwardHint} value={parties} onChange={(e) => setParties(e.currentTarget.value)} error={tried && short ? w.agreement.draftNeed : undefined} />
      {template?.parameters.map((p) => (
        <ParameterField key={id + p.name} of={p} value={p.name in params ? params[p.name] : p.default} set={(v) => setParams({ ...params, [p.name]: v })} />
      ))}
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
