import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Code, Panel } from "../base/page";
import { useMay } from "../base/session";
import { Failure, Ready } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import css from "./agreement.module.css";
import { clauseRows, Diff } from "./Diff";
import { commentsQuery, versionQuery, type AgreementFull, type Text } from "./queries";
import { languageOf, param } from "./standing";

/** Redline shows what is on the table against the text that it answers, clause by clause, with what the parties have said of it. */
export function Redline({ of, digest, title }: { of: AgreementFull; digest: string; title: string }) {
  const text = useQuery(versionQuery(of.id, digest));
  const before = text.data?.previous ?? "";
  const base = useQuery({ ...versionQuery(of.id, before), enabled: before !== "" });
  return (
    <Panel title={title} lead={text.data && w.agreement.redlineLead(text.data.author, text.data.round)}>
      <Ready of={text}>{(t) => (before === "" ? <Changes of={t} from={undefined} /> : <Ready of={base}>{(b) => <Changes of={t} from={b} />}</Ready>)}</Ready>
      {of.table === digest && <Comments of={of} digest={digest} clauses={text.data?.clauses.map((c) => c.id) ?? []} />}
    </Panel>
  );
}

/** facts are what a version says beside its clauses, one line each. */
function facts(t: Text): string[] {
  return [
    t.title,
    t.parties.join(", "),
    `${t.template}, ${w.agreement.generation(t.generation)}`,
    ...t.variations.map((v) => `${v.party}: ${v.param ? w.agreement.varies(v.param.replaceAll("_", " "), param(v.value)) : w.agreement.reserves} ${v.clause ?? ""} ${v.reason}`),
    ...t.annexes.map((x) => `${x.id} ${x.title}: ${x.text}`),
  ];
}

function Changes({ of, from }: { of: Text; from: Text | undefined }) {
  const language = languageOf(of.languages);
  if (!from) return <p className={css.soft}>{w.agreement.redlineFirst}</p>;
  const head = { id: "", was: facts(from).join("\n"), is: facts(of).join("\n") };
  const rows = [...(head.was === head.is ? [] : [head]), ...clauseRows(from.clauses, of.clauses, language)];
  if (rows.length === 0) return <p className={css.soft}>{w.agreement.redlineNone}</p>;
  return <Diff rows={rows} language={language} head={w.agreement.redlineHead} />;
}

function Comments({ of, digest, clauses }: { of: AgreementFull; digest: string; clauses: string[] }) {
  const client = useQueryClient();
  const may = useMay("agreement.draft");
  const query = useQuery(commentsQuery(of.id));
  const [text, setText] = useState("");
  const [clause, setClause] = useState("");
  const say = useMutation({
    mutationFn: () => take(api.POST("/agreements/{id}/comments", { params: { path: { id: of.id } }, body: { version: digest, text: text.trim(), ...(clause && { clause }) } })),
    onSuccess: () => {
      setText("");
      void client.invalidateQueries({ queryKey: ["agreement", of.id, "comments"] });
    },
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (text.trim() !== "") say.mutate();
  };
  return (
    <section aria-label={w.agreement.comments} className={css.comments}>
      <h3>{w.agreement.comments}</h3>
      <Ready of={query}>
        {(data) =>
          data.items.length === 0 ? (
            <p className={css.soft}>{w.agreement.noComments}</p>
          ) : (
            <ul className={css.history}>
              {data.items.map((c) => (
                <li key={c.id}>
                  <When at={c.at} /> <Code>{c.party}</Code> {c.by}
                  {c.clause && <span className={css.soft}> {w.agreement.clause(c.clause)}</span>}
                  <p className={css.clause}>{c.text}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
      {may && (
        <form className={css.form} onSubmit={submit}>
          <Textarea label={w.agreement.comment} description={w.agreement.commentHint} autosize minRows={2} maxLength={4000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
          <NativeSelect
            label={w.agreement.commentOn}
            value={clause}
            onChange={(e) => setClause(e.currentTarget.value)}
            data={[{ value: "", label: w.agreement.whole }, ...clauses.map((id) => ({ value: id, label: w.agreement.clause(id) }))]}
          />
          {say.error && <Failure of={say.error} />}
          <div className={css.buttons}>
            <Button type="submit" variant="default" loading={say.isPending} disabled={text.trim() === ""}>
              {w.agreement.commentDo}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
