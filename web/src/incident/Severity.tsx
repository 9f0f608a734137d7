import { Select, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Code, Panel } from "../base/page";
import { useMay } from "../base/session";
import { Empty } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { bodyOf, quiet, SayingFields, type Saying } from "./Fields";
import css from "./incident.module.css";
import { termsQuery, useAct, type Room, type Terms } from "./queries";
import { ScoreButton } from "./Score";
import { valueOf } from "./standing";

/** Severity shows every judgement with who made it, the newest first, and the crosswalk as an aid. */
export function Severity({ of }: { of: Room }) {
  const may = useMay("incident.write") && of.state !== "closed";
  const terms = useQuery(termsQuery);
  return (
    <Panel
      title={w.incident.judge.title}
      lead={w.incident.judge.lead}
      actions={
        may &&
        terms.data && (
          <>
            <Judge of={of} terms={terms.data} />
            <ScoreButton of={of} terms={terms.data} />
          </>
        )
      }
    >
      {of.judgements.length === 0 ? (
        <Empty title={w.incident.judge.empty} text={w.incident.judge.text} />
      ) : (
        <ul className={css.list}>
          {[...of.judgements].reverse().map((j) => (
            <li key={`${j.party}${j.at}${j.scheme}`}>
              <div className={css.head}>
                <Code>{j.party}</Code>
                <span className={css.strong}>
                  {lookup(w.terms.scheme, j.scheme)} {valueOf(j.scheme, j.value)}
                  {j.score !== undefined && ` (${j.score})`}
                </span>
                {of.shared && j.ours && <span className={css.ours}>{w.incident.oursOnly}</span>}
              </div>
              <p className={css.soft}>
                {j.by}, <When at={j.at} />
              </p>
              {j.text && <p className={css.text}>{j.text}</p>}
            </li>
          ))}
        </ul>
      )}
      {terms.data && <Crosswalk of={terms.data} />}
    </Panel>
  );
}

function Judge({ of, terms }: { of: Room; terms: Terms }) {
  const [scheme, setScheme] = useState("uk-ncsc");
  const [value, setValue] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [saying, setSaying] = useState<Saying>(quiet);
  const run = useAct((_: undefined) => take(api.POST("/incidents/{id}/judgements", { params: { path: { id: of.id } }, body: { ...bodyOf(saying), scheme: scheme as "cz", value: value ?? "", ...(text.trim() && { text: text.trim() }) } })));
  const values = terms.schemes.find((s) => s.code === scheme)?.values ?? [];
  const j = w.incident.judge;
  const clear = () => {
    setValue(null);
    setText("");
  };
  return (
    <Confirm open={j.open} title={j.ask} text={j.text} go={j.do} act={run} args={undefined} disabled={value === null} onDone={clear}>
      <Select label={j.scheme} data={terms.schemes.map((s) => ({ value: s.code, label: lookup(w.terms.scheme, s.code) }))} value={scheme} onChange={(v) => (setScheme(v ?? scheme), setValue(null))} allowDeselect={false} />
      <Select label={j.value} data={values.map((v) => ({ value: v, label: valueOf(scheme, v) }))} value={value} onChange={setValue} placeholder={j.choose} />
      <Textarea label={j.why} autosize minRows={2} maxLength={10000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
      <SayingFields of={of} value={saying} set={setSaying} />
    </Confirm>
  );
}

function Crosswalk({ of }: { of: Terms }) {
  return (
    <details>
      <summary>{w.incident.judge.crosswalk}</summary>
      <p className={css.soft}>{w.incident.judge.crosswalkText}</p>
      <table className={table.table}>
        <thead>
          <tr>
            {of.schemes.map((s) => (
              <th key={s.code}>{lookup(w.terms.scheme, s.code)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.crosswalk.map((c, i) => (
            <tr key={i}>
              {of.schemes.map((s, n) => (
                <td key={s.code} data-name={lookup(w.terms.scheme, s.code)}>
                  {(c.values[s.code] ?? []).map((v) => valueOf(s.code, v)).join("; ")}
                  {n === 0 && c.doubt && ` ${w.incident.judge.doubt}`}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
