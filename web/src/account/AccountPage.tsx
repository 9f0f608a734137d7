import { Button, PasswordInput, TextInput } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take, type Answer } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Columns, Page, Panel, State } from "../base/page";
import { enter } from "../base/session";
import { Empty, Failure, Ready } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import css from "./account.module.css";
import { browserOf } from "./agent";
import { canPasskey, makePasskey } from "./passkey";
import { Provider } from "./Provider";
import { Tokens } from "./Tokens";

type Methods = Answer<"/methods", "get">;

const methodsQuery = queryOptions({ queryKey: ["account", "methods"], queryFn: ({ signal }) => take(api.GET("/methods", { signal })) });
const sessionsQuery = queryOptions({ queryKey: ["account", "sessions"], queryFn: ({ signal }) => take(api.GET("/sessions", { signal })) });

/** AccountPage is a person's own: the ways in, the open sessions, the tokens. */
export function AccountPage() {
  const methods = useQuery(methodsQuery);
  const renew = useRenew();
  return (
    <Page title={w.account.page} lead={w.account.pageLead}>
      <Columns
        main={
          <>
            <Ready of={methods}>
              {(m) => (
                <>
                  <Passkeys of={m} />
                  <SecondFactor of={m} />
                  <Provider of={m} renew={renew} />
                </>
              )}
            </Ready>
            <Tokens />
          </>
        }
        side={
          <>
            <Sessions />
            <Password />
          </>
        }
      />
    </Page>
  );
}

function useRenew(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: ["account"] });
}

function Passkeys({ of }: { of: Methods }) {
  const renew = useRenew();
  const [label, setLabel] = useState("");
  const make = useMutation({
    mutationFn: () => makePasskey(label.trim() || w.account.passkey.default),
    onSuccess: () => {
      setLabel("");
      renew();
    },
  });
  const remove = useMutation({ mutationFn: (id: string) => take(api.DELETE("/methods/passkeys/{id}", { params: { path: { id } } })), onSuccess: renew });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    make.mutate();
  };
  return (
    <Panel title={w.account.passkey.title} lead={w.account.passkey.lead}>
      {of.passkeys.length === 0 && <Empty title={w.account.passkey.none} text={w.account.passkey.noneText} />}
      {of.passkeys.map((p) => (
        <div key={p.id} className={css.line}>
          <span>
            <strong>{p.label}</strong> <span className={css.soft}>{w.account.passkey.made}</span> <When at={p.created} />, <span className={css.soft}>{w.account.passkey.used}</span> <When at={p.used} />
          </span>
          <Confirm open={w.account.remove} title={w.account.passkey.removeTitle(p.label)} text={w.account.passkey.removeText} go={w.account.passkey.removeDo} grave act={remove} args={p.id} />
        </div>
      ))}
      {make.error && <Failure of={make.error} />}
      {canPasskey() ? (
        <form className={css.line} onSubmit={submit}>
          <TextInput label={w.account.passkey.label} placeholder={w.account.passkey.default} maxLength={100} value={label} onChange={(e) => setLabel(e.currentTarget.value)} />
          <Button type="submit" loading={make.isPending}>
            {w.account.passkey.add}
          </Button>
        </form>
      ) : (
        <p className={css.soft}>{w.account.passkey.cannot}</p>
      )}
    </Panel>
  );
}

function SecondFactor({ of }: { of: Methods }) {
  const renew = useRenew();
  const [code, setCode] = useState("");
  const begin = useMutation({ mutationFn: () => take(api.POST("/methods/totp")) });
  const confirm = useMutation({
    mutationFn: () => take(api.POST("/methods/totp/confirm", { body: { code } })),
    onSuccess: () => {
      setCode("");
      begin.reset();
      renew();
    },
  });
  const remove = useMutation({ mutationFn: () => take(api.DELETE("/methods/totp")), onSuccess: renew });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    confirm.mutate();
  };
  return (
    <Panel title={w.account.totp.title} lead={w.account.totp.lead} actions={<State tone={of.totp ? "good" : "plain"}>{of.totp ? w.account.totp.on(of.recovery) : w.account.totp.off}</State>}>
      {confirm.data && (
        <div className={css.form}>
          <p>{w.account.totp.recovery}</p>
          <pre className={css.secret} tabIndex={0} aria-label={w.account.totp.recovery}>
            {confirm.data.codes.join("\n")}
          </pre>
        </div>
      )}
      {of.totp && <Confirm open={w.account.remove} title={w.account.totp.removeTitle} text={w.account.totp.removeText} go={w.account.totp.removeDo} grave act={remove} args={undefined} />}
      {!of.totp && !begin.data && (
        <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
          {w.account.totp.begin}
        </Button>
      )}
      {begin.error && <Failure of={begin.error} />}
      {begin.data && (
        <form className={css.form} onSubmit={submit}>
          <p>{w.account.totp.scan}</p>
          <img className={css.qr} alt={w.account.totp.qr} src={`data:image/png;base64,${begin.data.qr}`} />
          <pre className={css.secret} tabIndex={0} aria-label={w.account.totp.secret}>
            {begin.data.secret}
          </pre>
          {confirm.error && <Failure of={confirm.error} />}
          <TextInput label={w.account.totp.code} autoComplete="one-time-code" inputMode="numeric" value={code} onChange={(e) => setCode(e.currentTarget.value)} />
          <div className={css.buttons}>
            <Button type="submit" loading={confirm.isPending}>
              {w.account.totp.confirm}
            </Button>
          </div>
        </form>
      )}
    </Panel>
  );
}

function Sessions() {
  const renew = useRenew();
  const query = useQuery(sessionsQuery);
  const end = useMutation({ mutationFn: (id: string) => take(api.DELETE("/sessions/{id}", { params: { path: { id } } })), onSuccess: renew });
  return (
    <Panel title={w.account.sessions.title} lead={w.account.sessions.lead}>
      <Ready of={query}>
        {(data) => (
          <>
            {data.items.map((s) => (
              <div key={s.id} className={css.line}>
                <span>
                  <strong>{browserOf(s.agent) || w.account.sessions.unknown}</strong> <span className="mono">{s.address}</span>
                  <br />
                  <span className={css.soft}>{w.account.sessions.seen}</span> <When at={s.seen} />
                </span>
                {s.current ? (
                  <State tone="good">{w.account.sessions.this}</State>
                ) : (
                  <Button variant="default" onClick={() => end.mutate(s.id)}>
                    {w.account.sessions.end}
                  </Button>
                )}
              </div>
            ))}
            {end.error && <Failure of={end.error} />}
            {data.items.length > 1 && (
              <Button variant="default" onClick={() => end.mutate("others")}>
                {w.account.sessions.endOthers}
              </Button>
            )}
          </>
        )}
      </Ready>
    </Panel>
  );
}

function Password() {
  const client = useQueryClient();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [code, setCode] = useState("");
  const change = useMutation({
    mutationFn: () => take(api.POST("/session/password", { body: { old, new: next, ...(code && { code }) } })),
    onSuccess: (session) => {
      enter(client, session);
      setOld("");
      setNext("");
      setCode("");
    },
  });
  const eye = { "aria-label": w.account.show, tabIndex: 0 };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    change.mutate();
  };
  return (
    <Panel title={w.account.change.title} lead={w.account.change.lead}>
      <form className={css.form} onSubmit={submit}>
        {change.error && <Failure of={change.error} />}
        {change.isSuccess && <State tone="good">{w.account.change.done}</State>}
        <PasswordInput visibilityToggleButtonProps={eye} label={w.account.change.old} autoComplete="current-password" required value={old} onChange={(e) => setOld(e.currentTarget.value)} />
        <PasswordInput visibilityToggleButtonProps={eye} label={w.account.change.new} description={w.account.passwordRule} autoComplete="new-password" required minLength={12} value={next} onChange={(e) => setNext(e.currentTarget.value)} />
        <TextInput label={w.account.totp.codeIf} autoComplete="one-time-code" value={code} onChange={(e) => setCode(e.currentTarget.value)} />
        <div className={css.buttons}>
          <Button type="submit" loading={change.isPending}>
            {w.account.change.do}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
