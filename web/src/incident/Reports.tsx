import { Button, Modal, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import confirm from "../base/confirm.module.css";
import { Panel } from "../base/page";
import { useOffer } from "../base/palette/acts";
import { useMay } from "../base/session";
import { Failure, Loading } from "../base/states";
import { When } from "../base/time";
import { languages, type Language } from "../words/language";
import { w } from "../words";
import { bodyOf, quiet, SayingFields, type Saying } from "./Fields";
import css from "./incident.module.css";
import { situationQuery, useAct, type Room } from "./queries";

/** Reports lists the situation reports that were stated, and drafts the next one. */
export function Reports({ of }: { of: Room }) {
  const may = useMay("incident.write") && of.state !== "closed";
  const all = of.entries.filter((e) => e.act === "reported");
  const r = w.incident.report;
  return (
    <Panel title={r.title} lead={r.lead} actions={may && <Draft of={of} />}>
      {all.length === 0 ? (
        <p className={css.soft}>{r.empty}</p>
      ) : (
        <ul className={css.list}>
          {all.map((e) => (
            <li key={e.ref}>
              <Link to="/incidents/$id/reports/$ref" params={{ id: of.id, ref: e.ref }}>
                {e.title}
              </Link>
              <p className={css.soft}>
                {r.by(e.party, e.by)}, <When at={e.at} /> {of.shared && e.ours && <span className={css.ours}>{w.incident.oursOnly}</span>}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Draft({ of }: { of: Room }) {
  const [opened, setOpened] = useState(false);
  const r = w.incident.report;
  useOffer(r.ask, () => setOpened(true));
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {r.open}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={r.ask} size="xl" closeButtonProps={{ "aria-label": w.state.close }}>
        {opened && <DraftForm of={of} close={() => setOpened(false)} />}
      </Modal>
    </>
  );
}

function DraftForm({ of, close }: { of: Room; close: () => void }) {
  const [language, setLanguage] = useState<Language>(w.locale.slice(0, 2) as Language);
  const query = useQuery({ ...situationQuery(of.id, language), staleTime: Infinity });
  const [own, setOwn] = useState<{ title: string; text: string } | null>(null); // once it was edited, a new draft does not take its place
  const [saying, setSaying] = useState<Saying>(quiet);
  const value = own ?? { title: query.data?.title ?? "", text: query.data?.text ?? "" };
  const run = useAct((_: undefined) => take(api.POST("/incidents/{id}/reports", { params: { path: { id: of.id } }, body: { ...bodyOf(saying), language, title: value.title.trim(), text: value.text } })));
  const r = w.incident.report;
  const submit = (e: FormEvent) => {
    e.preventDefault();
    run.mutate(undefined, { onSuccess: close });
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <p>{r.text}</p>
      <div className={css.row}>
        <Select label={r.language} data={Object.entries(languages).map(([code, name]) => ({ value: code, label: name }))} value={language} onChange={(v) => (setLanguage((v ?? "en") as Language), setOwn(null))} allowDeselect={false} />
        <Button variant="default" onClick={() => (setOwn(null), void query.refetch())}>
          {r.draft}
        </Button>
      </div>
      {query.isPending ? (
        <Loading />
      ) : (
        <>
          <TextInput label={r.name} maxLength={300} value={value.title} onChange={(e) => setOwn({ ...value, title: e.currentTarget.value })} />
          <Textarea label={r.body} autosize minRows={10} maxRows={24} maxLength={60000} value={value.text} onChange={(e) => setOwn({ ...value, text: e.currentTarget.value })} />
        </>
      )}
      <SayingFields of={of} value={saying} set={setSaying} />
      {query.error && <Failure of={query.error} />}
      {run.error && <Failure of={run.error} />}
      <div className={confirm.buttons}>
        <Button variant="default" onClick={close}>
          {w.state.cancel}
        </Button>
        <Button type="submit" loading={run.isPending} disabled={value.title.trim() === "" || value.text.trim() === ""}>
          {r.do}
        </Button>
      </div>
    </form>
  );
}
