import { Button, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take, type Answer } from "../base/api";
import { Code, Panel } from "../base/page";
import { useMay } from "../base/session";
import { Failure } from "../base/states";
import { When } from "../base/time";
import { partiesQuery } from "../federation/queries";
import { Verdict } from "../release/Decisions";
import { w } from "../words";
import { say } from "../words/say";
import css from "./agreement.module.css";

const categories = ["indicator", "actor", "ttp", "malware", "vulnerability", "report", "incident", "context"] as const;
const levels = ["clear", "green", "amber", "amber+strict", "red"];

/** Allowed asks what policy said of one class of objects for one party, now or at any past moment. */
export function Allowed() {
  const may = useMay("release.preview");
  const parties = useQuery({ ...partiesQuery, enabled: may });
  const [to, setTo] = useState<string | null>(null);
  const [category, setCategory] = useState<(typeof categories)[number]>("indicator");
  const [tlp, setTLP] = useState("amber");
  const [at, setAt] = useState("");
  const ask = useMutation({
    mutationFn: (party: string) => take(api.GET("/decision", { params: { query: { to: party, category, tlp, ...(at && { at: new Date(at).toISOString() }) } } })),
  });
  if (!may) return null;
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (to) ask.mutate(to);
  };
  return (
    <Panel title={w.agreement.allowed.title} lead={w.agreement.allowed.lead}>
      <form className={css.ask} onSubmit={submit}>
        <Select label={w.agreement.allowed.to} data={(parties.data?.items ?? []).filter((p) => !p.self).map((p) => ({ value: p.code, label: `${p.code} ${p.name}` }))} value={to} onChange={setTo} required withAsterisk={false} />
        <Select label={w.agreement.allowed.category} data={[...categories]} value={category} onChange={(v) => setCategory((v ?? "indicator") as (typeof categories)[number])} />
        <Select label="TLP" data={levels.map((l) => ({ value: l, label: `TLP:${l.toUpperCase()}` }))} value={tlp} onChange={(v) => setTLP(v ?? "amber")} />
        <TextInput type="datetime-local" label={w.agreement.allowed.at} value={at} onChange={(e) => setAt(e.currentTarget.value)} />
        <Button type="submit" loading={ask.isPending} disabled={!to}>
          {w.agreement.allowed.do}
        </Button>
      </form>
      {ask.error && <Failure of={ask.error} />}
      {ask.data && <Answered of={ask.data} />}
    </Panel>
  );
}

function Answered({ of }: { of: Answer<"/decision", "get"> }) {
  return (
    <div className={css.answer} role="status">
      <p className={css.changeHead}>
        <Verdict permit={of.permit ? 1 : 0} refuse={of.permit ? 0 : 1} /> <Code>{of.to}</Code> <When at={of.at} />
      </p>
      {of.reasons.map((r) => (
        <p key={r.code + r.text}>
          {say(r.text, r.phrase)}
          {r.citation && (
            <>
              {" "}
              <Link to="/agreements/$id" params={{ id: r.citation.agreement }} hash={r.citation.provision}>
                {w.audience.cites(r.citation.title, r.citation.generation, r.citation.provision)}
              </Link>
            </>
          )}
        </p>
      ))}
      {of.signed.flatMap((i) =>
        i.signatures.map((s) => (
          <p key={i.id + s.party} className={css.soft}>
            <Code>{s.party}</Code> {w.agreement.signedBy(s.office)} <When at={s.at} />
          </p>
        )),
      )}
    </div>
  );
}
