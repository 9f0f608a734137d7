import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Marking } from "../base/marking";
import { Code, Columns, Cut, Facts, Page, Panel } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Ready } from "../base/states";
import { parse, When } from "../base/time";
import css from "../incident/incident.module.css";
import { incidentsQuery } from "../incident/queries";
import { lookup, w } from "../words";
import { Acknowledge, EndButton, UpdateButton } from "./Acts";
import { Judged } from "./Judged";
import { warningQuery, type Text, type Warning } from "./queries";
import { Seats } from "./Seats";
import { inOwn } from "./standing";
import own from "./warning.module.css";
import { Standing } from "./Warnings";

/** WarningPage is one warning: what it says, who has it, and what can be done. */
export function WarningPage() {
  const { id } = useParams({ from: "/inside/warnings/$id" });
  const query = useQuery(warningQuery(id));
  return <Ready of={query}>{(x) => <Inside of={x} />}</Ready>;
}

function Inside({ of }: { of: Warning }) {
  const us = useSession().party.code;
  const issue = useMay("warning.issue");
  const ack = useMay("warning.acknowledge");
  return (
    <Page
      title={inOwn(of.text.title)}
      above={
        <div className={css.head}>
          <Standing of={of} />
          <Code>{of.owner}</Code>
          <Marking of={{ tlp: of.tlp }} />
        </div>
      }
      lead={lookup(w.warning.cause, of.text.cause)}
      actions={
        <div className={css.acts}>
          {issue && of.open && of.owner === us && <UpdateButton key={of.text.rev} of={of} />}
          {issue && of.open && of.owner === us && <EndButton of={of} />}
        </div>
      }
    >
      <Columns
        main={
          <>
            <Said of={of} />
            {ack && of.open && of.ours && <Acknowledge of={of} />}
            <Seats of={of} />
          </>
        }
        side={
          <>
            <About of={of} />
            {of.texts.length > 1 && <Earlier of={of.texts.slice(0, -1).reverse()} />}
          </>
        }
      />
    </Page>
  );
}

function Said({ of }: { of: Warning }) {
  const p = w.warning.page;
  return (
    <Panel
      title={p.text}
      lead={
        <>
          {p.rev(of.text.rev)}, {p.stated(of.text.by)}, <When at={of.text.at} />
        </>
      }
    >
      {!of.open && (
        <p className={css.text}>
          <strong>{p.ended}:</strong> {of.reason} <span className={css.soft}>({of.ended_by}, <When at={of.ended_at} />)</span>
        </p>
      )}
      {of.text.why && (
        <p className={css.text}>
          <strong>{p.why}:</strong> {of.text.why}
        </p>
      )}
      <p className={css.text}>{inOwn(of.text.text)}</p>
      {of.text.actions.length > 0 && (
        <>
          <h3 className={own.under}>{p.actions}</h3>
          <ol className={own.actions}>
            {of.text.actions.map((a, i) => (
              <li key={i}>{inOwn(a)}</li>
            ))}
          </ol>
        </>
      )}
    </Panel>
  );
}

function About({ of }: { of: Warning }) {
  const p = w.warning.page;
  const t = of.text;
  const facts: [string, React.ReactNode][] = [
    [w.warning.severity, t.severity ? <Judged scheme={t.severity.scheme} value={t.severity.value} place={t.place} /> : w.warning.unjudged],
    [p.sectors, t.sectors.length > 0 ? t.sectors.map((s) => lookup(w.terms.sector, s)).join(", ") : p.allSectors],
    [w.warning.issued, <When at={of.issued} />],
  ];
  if (parse(t.due)) facts.push([w.warning.due, <When at={t.due} />]);
  facts.push([
    p.by,
    <Link to="/agreements/$id" params={{ id: of.agreement }} hash={of.provision}>
      {of.provision}
    </Link>,
  ]);
  if (t.incident) facts.push([p.incident, <Linked id={t.incident} />]);
  if (t.objects.length > 0) facts.push([p.objects, <Objects of={t.objects} />]);
  return (
    <Panel title={p.facts}>
      <Facts of={facts} />
      <p>
        <Link to="/warnings">{p.back}</Link>
      </p>
    </Panel>
  );
}

/** Linked leads to an incident that is here; of another its id is all that there is. */
function Linked({ id }: { id: string }) {
  const may = useMay("incident.read");
  const here = useQuery({ ...incidentsQuery, enabled: may }).data?.items.find((x) => x.id === id);
  if (!here) return <Cut value={id} />;
  return (
    <Link to="/incidents/$id" params={{ id }}>
      {here.title}
    </Link>
  );
}

function Objects({ of }: { of: string[] }) {
  return (
    <ul className={css.list}>
      {of.map((id) => (
        <li key={id}>
          <Link to="/intel" search={{ q: id }}>
            {id}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Earlier({ of }: { of: Text[] }) {
  const p = w.warning.page;
  return (
    <Panel title={p.earlier}>
      <ul className={css.list}>
        {of.map((t) => (
          <li key={t.rev}>
            <p className={css.strong}>
              {p.rev(t.rev)}: {inOwn(t.title)}
            </p>
            <p className={css.soft}>
              {t.by}, <When at={t.at} />
            </p>
            {t.why && <p className={css.text}>{t.why}</p>}
            <p className={css.text}>{inOwn(t.text)}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
