import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, take } from "../base/api";
import { Code, Cut, Panel, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Empty } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import { Acting } from "./Acting";
import css from "./assist.module.css";
import type { Case, RequestPage } from "./queries";
import { isOver } from "./standing";

type Item = Case["evidence"][number];

/** Custody is the register of evidence: each item with its chain of hand-overs, and every gap in it. */
export function Custody({ of }: { of: RequestPage }) {
  const may = useMay("assist.deploy");
  const c = of.case;
  return (
    <Panel title={w.assist.custody.title} lead={w.assist.custody.lead} id="custody" flush actions={may && !isOver(c) && (of.ours.owner || of.ours.gives) ? <RegisterButton id={c.id} /> : undefined}>
      {c.evidence.length === 0 ? (
        <Empty title={w.assist.custody.none} text={w.assist.custody.noneText} />
      ) : (
        <ul className={css.list}>
          {c.evidence.map((e) => (
            <li key={e.id}>
              <One of={e} page={of} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function One({ of: e, page }: { of: Item; page: RequestPage }) {
  const own = useSession().party.code;
  const may = useMay("assist.deploy");
  const open = e.chain.findLast((l) => !l.given || !l.taken);
  return (
    <section aria-label={e.id} className={css.form}>
      <div>
        <h3>
          <Code>{e.id}</Code> {e.what} {e.broken ? <State tone="bad">{w.assist.custody.gap}</State> : <State tone="good">{w.assist.custody.whole}</State>}
        </h3>
        <p className={css.soft}>
          SHA-256 <Cut value={e.sha256} head={16} /> · {e.where} · {w.assist.custody.holder} <Code>{e.holder}</Code>
        </p>
      </div>
      <ol>
        <li>
          <Code>{e.party}</Code> {w.assist.custody.taken} {e.by} <When at={e.at} />
        </li>
        {e.chain.map((l, i) => (
          <li key={i}>
            <Code>{l.from}</Code> → <Code>{l.to}</Code> {l.where}: {l.given ? <>{w.assist.custody.given} <When at={l.given} /></> : <span className={css.gap}>{w.assist.custody.noGiver}</span>}, {l.taken ? <>{w.assist.custody.taken} <When at={l.taken} /></> : <span className={css.gap}>{w.assist.custody.noTaker}</span>} {l.text}
          </li>
        ))}
      </ol>
      {may && (
        <div className={css.row}>
          {e.holder === own && !open && <HandButton id={page.case.id} item={e.id} side="given" others={page.case.parties.filter((p) => p !== own)} />}
          {open && !open.taken && open.to === own && <HandButton id={page.case.id} item={e.id} side="taken" others={[open.from]} place={open.where} />}
          {open && !open.given && open.from === own && <HandButton id={page.case.id} item={e.id} side="given" others={[open.to]} place={open.where} />}
        </div>
      )}
    </section>
  );
}

function HandButton({ id, item, side, others, place }: { id: string; item: string; side: "given" | "taken"; others: string[]; place?: string }) {
  const [other, setOther] = useState(others[0] ?? "");
  const [where, setWhere] = useState(place ?? "");
  return (
    <Acting words={w.assist.act[side]} disabled={where.trim() === ""} act={(text) => take(api.POST("/assist/requests/{id}/evidence/{item}/hand", { params: { path: { id, item } }, body: { side, other, where: where.trim(), ...(text && { text }) } }))}>
      <NativeSelect label={side === "given" ? w.assist.custody.toWhom : w.assist.custody.fromWhom} data={others} value={other} onChange={(e) => setOther(e.currentTarget.value)} />
      <TextInput label={w.assist.where} maxLength={300} value={where} onChange={(e) => setWhere(e.currentTarget.value)} />
    </Acting>
  );
}

const hex = /^[0-9a-f]{64}$/;

function RegisterButton({ id }: { id: string }) {
  const [what, setWhat] = useState("");
  const [where, setWhere] = useState("");
  const [sha256, setSha] = useState("");
  const digest = sha256.trim().toLowerCase();
  return (
    <Acting words={w.assist.act.register} disabled={!what.trim() || !where.trim() || !hex.test(digest)} act={() => take(api.POST("/assist/requests/{id}/evidence", { params: { path: { id } }, body: { what: what.trim(), where: where.trim(), sha256: digest } }))}>
      <TextInput label={w.assist.custody.what} maxLength={300} value={what} onChange={(e) => setWhat(e.currentTarget.value)} />
      <TextInput label={w.assist.custody.digest} description={w.assist.custody.digestText} spellCheck={false} maxLength={64} value={sha256} error={digest !== "" && !hex.test(digest) ? w.assist.custody.digestNeed : undefined} onChange={(e) => setSha(e.currentTarget.value)} />
      <TextInput label={w.assist.where} maxLength={300} value={where} onChange={(e) => setWhere(e.currentTarget.value)} />
    </Acting>
  );
}
