import { diffWords } from "diff";
import { w } from "../words";
import css from "./agreement.module.css";
import { provisionTerms } from "./standing";

/** Row is one clause, or with an empty id what stands around the clauses, as it was and as it is. */
export interface Row {
  id: string;
  was: string;
  is: string;
}

interface Clause {
  id: string;
  title: Record<string, string>;
  text: Record<string, string>;
  provisions: { id: string; kind: string; takes?: string[] | undefined }[];
}

const flat = (c: Clause | undefined, language: string): string => (c ? [c.title[language], c.text[language], ...c.provisions.map((p) => `${p.id} ${provisionTerms(p)}`)].join("\n") : "");

/** clauseRows compares two texts clause by clause, in one language. Only what differs is given. */
export function clauseRows(was: Clause[], is: Clause[], language: string): Row[] {
  const ids = [...new Set([...was, ...is].map((c) => c.id))];
  const of = (all: Clause[], id: string) => flat(all.find((c) => c.id === id), language);
  return ids.map((id) => ({ id, was: of(was, id), is: of(is, id) })).filter((r) => r.was !== r.is);
}

/** Diff shows what was struck and what was put in, clause by clause. */
export function Diff({ rows, language, head }: { rows: Row[]; language: string; head: string }) {
  return (
    <ol className={css.clauses} lang={language}>
      {rows.map((r) => (
        <li key={r.id}>
          <h3>{r.id === "" ? head : w.agreement.clause(r.id)}</h3>
          <p className={css.clause}>
            {diffWords(r.was, r.is).map((part, i) => {
              if (part.added) return <ins key={i}>{part.value}</ins>;
              if (part.removed) return <del key={i}>{part.value}</del>;
              return <span key={i}>{part.value}</span>;
            })}
          </p>
        </li>
      ))}
    </ol>
  );
}
