import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { Code, Columns, Facts, Page, Panel, State } from "../base/page";
import { Arrived } from "../base/Arrived";
import { DownIcon } from "../base/icons";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { AgreementDuties } from "../duty/AgreementDuties";
import { Acts } from "./Acts";
import { Benefit } from "./Benefit";
import { Change } from "./Change";
import { Clauses } from "./Clauses";
import { CounterButton } from "./DraftButton";
import css from "./agreement.module.css";
import { Redline } from "./Redline";
import { Signatures } from "./Signatures";
import { agreementQuery, type AgreementFull } from "./queries";
import { isOver, param, toneOf } from "./standing";

/** AgreementPage shows one agreement as the lawyer reads it and as the machine runs it: the two were signed as one. */
export function AgreementPage() {
  const { id } = useParams({ from: "/inside/agreements/$id" });
  const query = useQuery(agreementQuery(id));
  return <Arrived kind={w.agreement.name} of={query}>{(data) => <Shown of={data} />}</Arrived>;
}

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
      actions={
        <>
          {of.table && (
            <Link to="/agreements/$id/signing" params={{ id: of.id }}>
              {w.agreement.ceremony.link}
            </Link>
          )}
          <CounterButton of={of} />
          <Acts of={of} />
        </>
      }
    >
      <Columns
        main={
          <>
            {of.draft && of.draft !== of.digest && <Redline of={of} digest={of.draft} title={w.agreement.ourDraft} />}
            {of.table && <Redline of={of} digest={of.table} title={w.agreement.onTable} />}
            <Clauses of={of.text} cited={hash} />
            {of.state !== "draft" && of.state !== "proposed" && <AgreementDuties id={of.id} />}
            {of.state !== "draft" && of.state !== "proposed" && <Benefit id={of.id} />}
            {!isOver(of.state) && <Change id={of.id} ends={of.state === "in-force" && !of.table && !of.draft} />}
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
              {of.text.languages.map((l) => (
                <p key={l}>
                  <a href={`/api/v1/agreements/${encodeURIComponent(of.id)}/paper?lang=${l}`} download={`entente-agreement-${of.id}.${l}.pdf`} className={css.download}>
                    <DownIcon size={14} /> {w.agreement.paper.print(l)}
                  </a>
                </p>
              ))}
            </Panel>
            {of.state === "in-force" && <Renderings id={of.id} />}
            <Panel title={w.agreement.params}>
              <Facts
                of={[
                  [w.agreement.template, `${of.template}, ${w.agreement.generation(of.generation)}`],
                  [w.agreement.from, <When at={of.effective_from} never={w.state.notYet} />],
                  ...Object.entries(of.text.params).map(([k, v]): [string, string] => [k.replaceAll("_", " "), param(v)]),
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

/** Renderings gives what is in force in the languages of other systems. */
function Renderings({ id }: { id: string }) {
  return (
    <Panel title={w.agreement.render.title} lead={w.agreement.render.lead}>
      {(["iep", "odrl", "sharing-group"] as const).map((as) => (
        <p key={as}>
          <a href={`/api/v1/agreements/${encodeURIComponent(id)}/${as}`} download={`entente-${as}-${id}.json`} className={css.download}>
            <DownIcon size={14} /> {w.agreement.render[as]}
          </a>
        </p>
      ))}
    </Panel>
  );
}

function History({ of }: { of: AgreementFull }) {
  return (
    <Panel title={w.agreement.history}>
      <ol className={css.history}>
        {of.history.map((h, i) => (
          <li key={i}>
            <When at={h.at} /> <Code>{h.party}</Code> {lookup(w.agreement.event, h.kind.replace(/^agreement\./, ""))} {h.by && w.feed.by(h.by)} {h.person}
            {h.reason && <p className={css.soft}>{h.reason}</p>}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
