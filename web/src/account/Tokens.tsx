import { Button, CopyButton, NumberInput, Select, TextInput } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Panel, State } from "../base/page";
import { useSession } from "../base/session";
import { Empty, Failure, Ready } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import css from "./account.module.css";

const tokensQuery = queryOptions({ queryKey: ["account", "tokens"], queryFn: ({ signal }) => take(api.GET("/tokens", { signal })) });

/** Tokens lists a person's own tokens, and makes new ones. A secret is shown once. */
export function Tokens() {
  const client = useQueryClient();
  const name = useSession().user.name;
  const query = useQuery(tokensQuery);
  const [label, setLabel] = useState("");
  const [kind, setKind] = useState<"read-only" | "full">("read-only");
  const [days, setDays] = useState(90);
  const renew = () => void client.invalidateQueries({ queryKey: ["account"] });
  const make = useMutation({
    mutationFn: () => take(api.POST("/tokens", { body: { label: label.trim(), kind, expires_days: days } })),
    onSuccess: () => {
      setLabel("");
      renew();
    },
  });
  const revoke = useMutation({ mutationFn: (id: string) => take(api.DELETE("/tokens/{id}", { params: { path: { id } } })), onSuccess: renew });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    make.mutate();
  };
  return (
    <Panel title={w.account.tokens.title} lead={w.account.tokens.lead}>
      <Ready of={query}>
        {(data) => {
          const own = data.items.filter((t) => t.user === name);
          return (
            <>
              {own.length === 0 && <Empty title={w.account.tokens.none} text={w.account.tokens.noneText} />}
              {own.map((t) => (
                <div key={t.id} className={css.line}>
                  <span>
                    <strong>{t.label}</strong> {t.kind === "full" ? w.account.tokens.full : w.account.tokens.readOnly}
                    <br />
                    <span className={css.soft}>{w.account.tokens.ends}</span> <When at={t.expires} />, <span className={css.soft}>{w.account.tokens.used}</span> <When at={t.last_used} />
                  </span>
                  {t.revoked ? (
                    <State tone="plain">{w.account.tokens.revoked}</State>
                  ) : (
                    <Confirm open={w.account.tokens.revoke} title={w.account.tokens.revokeTitle(t.label)} text={w.account.tokens.revokeText} go={w.account.tokens.revokeDo} grave act={revoke} args={t.id} />
                  )}
                </div>
              ))}
            </>
          );
        }}
      </Ready>
      {make.data?.token && (
        <div className={css.form}>
          <p>{w.account.tokens.once}</p>
          <pre className={css.secret} tabIndex={0} aria-label={w.account.tokens.once}>
            {make.data.token}
          </pre>
          <CopyButton value={make.data.token}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? w.state.copied : w.state.copy}
              </Button>
            )}
          </CopyButton>
        </div>
      )}
      {make.error && <Failure of={make.error} />}
      <form className={css.line} onSubmit={submit}>
        <TextInput label={w.account.tokens.label} required maxLength={100} value={label} onChange={(e) => setLabel(e.currentTarget.value)} />
        <Select
          label={w.account.tokens.kind}
          data={[
            { value: "read-only", label: w.account.tokens.readOnly },
            { value: "full", label: w.account.tokens.full },
          ]}
          value={kind}
          onChange={(v) => setKind(v === "full" ? "full" : "read-only")}
        />
        <NumberInput size="xs" label={w.account.tokens.days} min={1} max={400} value={days} onChange={(v) => setDays(Number(v) || 90)} />
        <Button type="submit" loading={make.isPending}>
          {w.account.tokens.make}
        </Button>
      </form>
    </Panel>
  );
}
