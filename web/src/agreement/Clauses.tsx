import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { Panel } from "../base/page";
import { w } from "../words";
import css from "./agreement.module.css";
import { Prose } from "./Prose";
import type { Text } from "./queries";
import { languageOf, param, provisionTerms } from "./standing";

/** Readable is as much of a text as it takes to read it. Without an authentic language, as a generation is, its languages count alike. */
type Readable = Pick<Text, "languages" | "clauses" | "variations" | "annexes"> & { authentic?: string };

/** Clauses shows a text clause by clause, each beside the rules that the machine makes of it, in one of its languages. */
export function Clauses({ of, cited }: { of: Readable; cited?: string }) {
  const [language, setLanguage] = useState(languageOf(of.languages));
  return (
    <Panel title={w.agreement.clauses} lead={!of.authentic ? undefined : language === of.authentic ? w.agreement.authentic : w.agreement.notAuthentic(of.authentic)}>
      {of.languages.length > 1 && (
        <SegmentedControl size="xs" aria-label={w.agreement.language} data={of.languages.map((l) => ({ value: l, label: l.toUpperCase() }))} value={language} onChange={setLanguage} />
      )}
      <ol className={css.clauses} lang={language}>
        {of.clauses.map((c) => (
          <li key={c.id}>
            <h3>
              <span className={css.number}>{c.id}</span> {c.title[language]}
            </h3>
            <Prose>{c.text[language] ?? ""}</Prose>
            {c.provisions.map((p) => (
              <p key={p.id} id={"p-" + p.id} className={css.provision} data-cited={p.id === cited || undefined}>
                <span className="mono">{w.agreement.provision(p.id)}</span> {provisionTerms(p)}
              </p>
            ))}
            {of.variations
              .filter((v) => v.clause === c.id || (v.param && v.provisions?.some((p) => c.provisions.some((x) => x.id === p.id))))
              .map((v) => (
                <p key={v.party + (v.param ?? "")} className={css.provision}>
                  <span className="mono">{v.party}</span> {v.param ? w.agreement.varies(v.param.replaceAll("_", " "), param(v.value)) : w.agreement.reserves} {v.reason}
                </p>
              ))}
          </li>
        ))}
      </ol>
      {of.annexes.map((x) => (
        <section key={x.id}>
          <h3>
            <span className={css.number}>{x.id}</span> {x.title}
          </h3>
          <Prose>{x.text}</Prose>
        </section>
      ))}
    </Panel>
  );
}
