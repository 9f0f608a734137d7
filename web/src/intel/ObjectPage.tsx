import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { Marking } from "../base/marking";
import { Code, Columns, Cut, Facts, Page, Panel } from "../base/page";
import { Arrived } from "../base/Arrived";
import { useMay, useSession } from "../base/session";
import { When } from "../base/time";
import { Audience } from "../release/Audience";
import { ReleaseButton } from "../release/ReleaseButton";
import { w } from "../words";
import { DeleteButton } from "./DeleteButton";
import { typeName } from "./filter";
import { JsonView } from "./JsonView";
import css from "./object.module.css";
import { objectQuery, type ObjectFull } from "./queries";
import { References, ReleasesOf, Versions } from "./ObjectParts";
import { summary } from "./summary";

/** ObjectPage shows one object: what it says, who may have it and why, where it came from and where it went. */
export function ObjectPage() {
  const { id } = useParams({ from: "/inside/intel/$id" });
  const query = useQuery(objectQuery(id));
  return <Arrived kind={w.intel.object} of={query}>{(data) => <Shown key={id} of={data} />}</Arrived>;
}

function Shown({ of }: { of: ObjectFull }) {
  const o = of.object;
  const may = [useMay("release.make"), useMay("release.draft")].includes(true);
  const own = useSession().party.code;
  const mayDelete = useMay("intel.delete");
  return (
    <Page
      title={o.name || o.id}
      above={<p className={css.type}>{typeName(o.type)}</p>}
      lead={
        <span className={css.under}>
          <Marking of={o.marking} long />
          {o.recalled && <strong className={css.alarm}>{w.intel.recalled}</strong>}
          {o.revoked && <strong className={css.alarm}>{w.intel.revoked}</strong>}
          <span className="mono">{o.id}</span>
        </span>
      }
      actions={
        <>
          {mayDelete && o.origin === own && of.releases.length === 0 && <DeleteButton id={o.id} />}
          <ReleaseButton select={{ ids: [o.id] }} what={o.name || o.id} refused={may ? undefined : "release.make"} />
        </>
      }
    >
      <Columns
        main={
          <>
            <SummaryPanel of={of} />
            <Audience id={o.id} />
            <JsonView stix={of.stix} digest={o.digest} />
          </>
        }
        side={
          <>
            <Panel title={w.intel.origin}>
              <Facts
                of={[
                  [w.intel.origin, <Code>{o.origin}</Code>],
                  [w.intel.import, of.import ? w.intel.importBy(of.import.name, of.import.by) : w.intel.received],
                  [w.intel.added, <When at={o.added} />],
                  [w.intel.created, <When at={o.created} never={w.state.none} />],
                  [w.intel.modified, <When at={o.modified} never={w.state.none} />],
                  [w.intel.category, o.category],
                  [w.intel.digest, <Cut value={o.digest} />],
                  ...(of.redacted_of ? [[w.redact.copyOf, <ObjectLink id={of.redacted_of} />] as [string, ReactNode]] : []),
                  ...(of.redacted.length > 0 ? [[w.redact.copies, of.redacted.map((id) => <ObjectLink key={id} id={id} />)] as [string, ReactNode]] : []),
                ]}
              />
              {o.marking.statements.length > 0 && (
                <div className={css.statements}>
                  <h3>{w.intel.statements}</h3>
                  {o.marking.statements.map((s) => (
                    <p key={s}>{s}</p>
                  ))}
                </div>
              )}
            </Panel>
            <ReleasesOf of={of.releases} id={o.id} />
            <Versions of={of.versions} />
            <References of={of.references} />
          </>
        }
      />
    </Page>
  );
}

function ObjectLink({ id }: { id: string }) {
  return (
    <Link to="/intel/$id" params={{ id }} className="mono">
      {id}
    </Link>
  );
}

function SummaryPanel({ of }: { of: ObjectFull }) {
  const s = summary(of.stix);
  const [all, setAll] = useState(false);
  const seen = all ? of.observables : of.observables.slice(0, 8);
  const nothing = s.lead === "" && s.code === "" && s.facts.length === 0 && of.observables.length === 0 && s.sources.length === 0;
  return (
    <Panel title={w.intel.summary}>
      {nothing && <p className={css.soft}>{w.intel.noSummary}</p>}
      {s.lead !== "" && <p className={css.description}>{s.lead}</p>}
      {s.code !== "" && <pre className={css.pattern}>{s.code}</pre>}
      {s.facts.length > 0 && <Facts of={s.facts} wide />}
      {of.observables.length > 0 && (
        <>
          <h3 className={css.sub}>{w.intel.observables}</h3>
          <ul className={css.observables}>
            {seen.map((x) => (
              <li key={`${x.kind} ${x.value}`}>
                <span className={css.soft}>{x.kind}</span> <code>{x.value}</code>
              </li>
            ))}
          </ul>
          {seen.length < of.observables.length && (
            <Button variant="subtle" onClick={() => setAll(true)}>
              {w.intel.showAll(of.observables.length)}
            </Button>
          )}
        </>
      )}
      {s.sources.length > 0 && (
        <>
          <h3 className={css.sub}>{w.intel.sources}</h3>
          <ul className={css.sources}>
            {s.sources.slice(0, 20).map((x) => (
              <li key={x}>{x}</li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
