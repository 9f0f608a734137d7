import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { clauseRows, Diff } from "../agreement/Diff";
import { Clauses } from "../agreement/Clauses";
import css from "../agreement/agreement.module.css";
import { languageOf, param } from "../agreement/standing";
import { Panel } from "../base/page";
import { Ready } from "../base/states";
import { w } from "../words";
import { titleOf } from "./deed";
import { templatesQuery, type Generation } from "./queries";

/** GenerationText shows a generation: what changed against another one, its clauses beside their rules, and its parameters with their bounds. */
export function GenerationText({ of, digest }: { of: Generation; digest: string }) {
  return (
    <>
      <Compared of={of} digest={digest} />
      <Clauses of={{ ...of, variations: [], annexes: [] }} />
      <Parameters of={of} />
    </>
  );
}

/** line says what a parameter lets an agreement choose. */
function line(p: Generation["parameters"][number]): string {
  const bounds = p.choices?.join(", ") ?? (p.ceiling && `TLP:${p.ceiling.toUpperCase()}`) ?? (p.type === "number" ? `${p.min ?? 0} – ${p.max ?? 0}` : p.shortest || p.longest ? `${p.shortest || "0"} – ${p.longest || "∞"}` : "");
  return [w.template.usual(param(p.default) || w.state.none), bounds && w.template.within(bounds), p.varies && w.template.varies].filter(Boolean).join("; ");
}

function Parameters({ of }: { of: Generation }) {
  const language = languageOf(of.languages);
  return (
    <Panel title={w.template.parameters} lead={w.template.parametersLead}>
      <ul className={css.history}>
        {of.parameters.map((p) => (
          <li key={p.name}>
            <span className="mono">{`{${p.name}}`}</span> {p.help[language]}
            <p className={css.soft}>{line(p)}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Compared({ of, digest }: { of: Generation; digest: string }) {
  const all = useQuery(templatesQuery);
  const [chosen, setChosen] = useState<string>();
  return (
    <Panel title={w.template.compare} lead={w.template.compareLead}>
      <Ready of={all}>
        {(data) => {
          const others = data.items.filter((t) => t.digest !== digest);
          const against = others.find((t) => t.digest === (chosen ?? of.follows));
          const select = (
            <NativeSelect
              label={w.template.against}
              value={against?.digest ?? ""}
              onChange={(e) => setChosen(e.currentTarget.value)}
              data={[{ value: "", label: w.template.nothing }, ...others.map((t) => ({ value: t.digest, label: `${titleOf(t.generation)}, ${w.agreement.generation(t.generation.number)}${t.body && ` (${t.body})`}` }))]}
            />
          );
          if (!against) return select;
          const language = languageOf(of.languages.filter((l) => against.generation.languages.includes(l)));
          const facts = (g: Generation) => [g.title[language] ?? "", g.summary[language] ?? "", ...g.parameters.map((p) => `${p.name}: ${line(p)}`)];
          const beside = (lines: string[], others: string[]) => lines.filter((l) => !others.includes(l)).join("\n");
          const [was, is] = [facts(against.generation), facts(of)];
          const head = { id: "", was: beside(was, is), is: beside(is, was) };
          const rows = [...(head.was === head.is ? [] : [head]), ...clauseRows(against.generation.clauses, of.clauses, language)];
          return (
            <div className={css.form}>
              {select}
              {rows.length === 0 ? <p className={css.soft}>{w.template.same}</p> : <Diff rows={rows} language={language} head={w.template.head} />}
            </div>
          );
        }}
      </Ready>
    </Panel>
  );
}
