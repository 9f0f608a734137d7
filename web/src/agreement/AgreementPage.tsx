import { useQuery } from "@tanstack/react-query";
import { useLocation, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { Code, Columns, Facts, Page, Panel, State } from "../base/page";
import { Arrived } from "../base/Arrived";
import { DownIcon } from "../base/icons";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { Acts } from "./Acts";
import { Change } from "./Change";
import css from "./agreement.module.css";
import { agreementQuery, type AgreementFull } from "./queries";
import { param, toneOf } from "./standing";

/** AgreementPage shows one agreement as the lawyer reads it and as the machine runs it: the two were signed as one. */
export function AgreementPage() {
  const { id } = useParams({ from: "/inside/agreements/$id" });
  const query = useQuery(agreementQuery(id));
  return <Arrived kind={w.agreement.name} of={query}>{(data) => <Shown of={data} />}</Arrived>;
}

// Of what has ended nothing changes any more.
const ended = new Set(["terminated", "withdrawn", "declined"]);

function Shown({ of }: { of: AgreementFull }) {
  const hash = useLocation({ select: (l) => l.hash });
  useEffect(() => {
    if (hash !== "") document.getElementById("p-" + hash)?.scrollIntoView({ block: "center" });
  }, [hash]);
  return (
    <Page
      title={of.title}
      lead={
        <span className={css.standing}>
          <State tone={toneOf(of.state)}>{lookup(w.agreement.state, of.state)}</State>
          <span>{lookup(w.agreement.stateText, of.state)}</span>
        </span>
      }
      actions={<Acts of={of} />}
    >
      <Columns
        main={
          <>
          <Panel title={w.agreement.clauses}>
            <ol className={css.clauses}>
              {of.clauses.map((c) => (
                <li key={c.id}>
                  <h3>
                    <span className={css.number}>{c.id}</span> {c.title}
                  </h3>
                  <p className={css.clause}>{c.text}</p>
                  {c.provisions.map((p) => (
                    <p key={p.id} id={"p-" + p.id} className={css.provision} data-cited={p.id === hash || undefined}>
                      <span className="mono">{w.agreement.provision(p.id)}</span> {p.text}
                    </p>
                  ))}
                </li>
              ))}
            </ol>
          </Panel>
          {!ended.has(of.state) && <Change id={of.id} ends={of.state === "in-force"} />}
          </>
        }
        side={
          <>
            <Signatures of={of} />
            <Panel title={w.agreement.digest} lead={w.agreement.digestText}>
              <p className={css.digest}>{of.digest}</p>
              <p>
                <a href={`/api/v1/agreements/${encodeURIComponent(of.id)}/file`} download={`entente-agreement-${of.id}.json`} className={css.download}>
                  <DownIcon size={14} /> {w.agreement.download}
                </a>
              </p>
              <p className={css.soft}>{w.agreement.downloadText}</p>
            </Panel>
            <Panel title={w.agreement.params}>
              <Facts
                of={[
                  [w.agreement.template, `${of.template}, ${w.agreement.generation(of.generation)}`],
                  [w.agreement.from, <When at={of.effective_from} never={w.state.notYet} />],
                  ...Object.entries(of.params).map(([k, v]): [string, string] => [k.replaceAll("_", " "), param(v)]),
                ]}
              />
            </Panel>
            <History of={of} />
          </>
        }
      />
    </Page>
  );
}

function Signatures({ of }: { of: AgreementFull }) {
  return (
    <Panel title={w.agreement.signatures}>
      <ul className={css.signatures}>
        {of.parties.map((p) => {
          const s = of.signatures.find((x) => x.party === p.code);
          return (
            <li key={p.code}>
              <Code>{p.code}</Code>{" "}
              {s ? (
                <>
                  <State tone="good">{w.agreement.signedBy(s.office)}</State> <When at={s.at} />
                  <div className={css.key}>{s.key}</div>
                </>
              ) : (
                <State tone="warn">{w.agreement.unsigned}</State>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function History({ of }: { of: AgreementFull }) {
  return (
    <Panel title={w.agreement.history}>
      <ol className={css.history}>
        {of.history.map((h, i) => (
          <li key={i}>
            <When at={h.at} /> <Code>{h.party}</Code> {lookup(w.agreement.event, h.kind.replace(/^agreement\./, ""))} {h.by && w.feed.by(h.by)}
            {h.reason && <p className={css.soft}>{h.reason}</p>}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
