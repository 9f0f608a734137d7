import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Secret } from "../admin/Secret";
import { api, take } from "../base/api";
import { Columns, Panel, State } from "../base/page";
import { Failure, Ready } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import { Log } from "./Log";
import css from "./notify.module.css";
import { NotifyPage } from "./Parts";
import { logQuery, ownQuery, type Own as OwnData, type Settings } from "./queries";
import { Reach } from "./Reach";
import { Rules } from "./Rules";

/** Own is what reaches the person who is signed in, by which way, and when not. */
export function Own() {
  const query = useQuery(ownQuery);
  const log = useQuery(logQuery(false));
  const [secret, setSecret] = useState(""); // outlives the form, which is drawn anew when something was saved
  return (
    <NotifyPage title={w.notify.own} lead={w.notify.ownLead}>
      <Ready of={query}>{(o) => <Form key={o.changed ?? "defaults"} of={o} tell={setSecret} />}</Ready>
      <Panel title={w.notify.log} lead={w.notify.logLead} flush>
        <Ready of={log}>{(data) => <Log of={data.items} own />}</Ready>
      </Panel>
      {secret && <Secret title={w.notify.hook.title} text={w.notify.hook.text} label={w.notify.hook.label} value={secret} close={() => setSecret("")} />}
    </NotifyPage>
  );
}

function Form({ of, tell }: { of: OwnData; tell: (secret: string) => void }) {
  const client = useQueryClient();
  const [set, setSet] = useState<Settings>(() => ({ ...of.settings, ...(!of.set && { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, language: w.locale.slice(0, 2) as Settings["language"] }) }));
  const run = useMutation({
    mutationFn: () => take(api.PUT("/notify/own", { body: set })),
    onSuccess: (o) => {
      tell(o.secret ?? "");
      client.setQueryData(ownQuery.queryKey, o);
    },
  });
  const change = (by: Partial<Settings>) => setSet((old) => ({ ...old, ...by }));
  const submit = (e: FormEvent) => {
    e.preventDefault();
    run.mutate();
  };
  return (
    <form onSubmit={submit} className={css.form} noValidate>
      <Columns
        main={<Rules of={set} set={of.set} change={change} />}
        side={
          <>
            <Reach of={set} own={of} change={change} />
            <Tests of={of} />
          </>
        }
      />
      {run.error && <Failure of={run.error} />}
      <div className={css.save}>
        {of.set && (
          <span className={css.soft}>
            {w.notify.saved} <When at={of.changed} />
          </span>
        )}
        <Button type="submit" loading={run.isPending}>
          {w.notify.save}
        </Button>
      </div>
    </form>
  );
}

/** Tests sends the person a test by each way that is saved. */
function Tests({ of }: { of: OwnData }) {
  const client = useQueryClient();
  const run = useMutation({ mutationFn: (by: "mail" | "webhook") => take(api.POST("/notify/test", { body: { by } })), onSuccess: () => client.invalidateQueries({ queryKey: ["notify", "log"] }) });
  const ways = [
    { by: "mail" as const, ready: of.mailed && of.settings.mail !== "" },
    { by: "webhook" as const, ready: of.hooked && of.settings.webhook !== "" },
  ];
  return (
    <Panel title={w.notify.test.title} lead={w.notify.test.lead}>
      <div className={css.ask}>
        {ways.map(({ by, ready }) => (
          <Button key={by} variant="default" disabled={!ready} loading={run.isPending && run.variables === by} onClick={() => run.mutate(by)}>
            {w.notify.test[by]}
          </Button>
        ))}
      </div>
      {run.isSuccess && <State tone="good">{w.notify.test.done}</State>}
      {run.error && <Failure of={run.error} />}
    </Panel>
  );
}
