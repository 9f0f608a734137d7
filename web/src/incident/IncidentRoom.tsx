import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { DownIcon } from "../base/icons";
import { Marking } from "../base/marking";
import { Code, Columns, Facts, Page, Panel, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Ready } from "../base/states";
import { parse, When } from "../base/time";
import { RunsOf } from "../playbook/RunsOf";
import { lookup, w } from "../words";
import agreement from "../agreement/agreement.module.css";
import { Clocks } from "./Clocks";
import { Entities, Evidence, Links } from "./Links";
import css from "./incident.module.css";
import { Parties } from "./Parties";
import { roomQuery, type Room } from "./queries";
import { Reports } from "./Reports";
import { Severity } from "./Severity";
import { ShareButton } from "./Share";
import { toneOf } from "./standing";
import { CloseButton, DescribeButton, StateButton } from "./State";
import { Tasks } from "./Tasks";
import { Timeline } from "./Timeline";
import { Write } from "./Write";

/** IncidentRoom is where one incident is dealt with, alone or together. */
export function IncidentRoom() {
  const { id } = useParams({ from: "/inside/incidents/$id" });
  const query = useQuery(roomQuery(id));
  return <Ready of={query}>{(room) => <Inside of={room} />}</Ready>;
}

function Inside({ of }: { of: Room }) {
  const own = useSession().party.code;
  const write = useMay("incident.write");
  const share = useMay("incident.share");
  const ask = useMay("assist.request");
  const ours = of.owner === own;
  return (
    <Page
      title={of.title}
      above={
        <div className={css.head}>
          <State tone={toneOf(of.state)}>{lookup(w.incident.state, of.state)}</State>
          <Code>{of.owner}</Code>
          <Marking of={{ tlp: of.tlp }} />
          {!of.shared && <span className={css.ours}>{w.incident.alone}</span>}
        </div>
      }
      lead={lookup(w.terms.category, of.category)}
      actions={
        <div className={css.acts}>
          {share && ours && !of.shared && <ShareButton of={of} />}
          {write && ours && of.state !== "closed" && <StateButton of={of} />}
          {write && ours && of.state !== "closed" && <DescribeButton of={of} />}
          {write && ours && <CloseButton of={of} />}
          {ask && of.state !== "closed" && (
            <Button variant="default" component={Link} to={`/assistance/new?incident=${encodeURIComponent(of.id)}`}>
              {w.assist.ask}
            </Button>
          )}
          <a className={agreement.download} href={`/api/v1/incidents/${of.id}/stix`} download={`entente-incident-${of.id}.json`}>
            <DownIcon size={14} /> {w.incident.export}
          </a>
          <Button variant="default" onClick={() => window.print()}>
            {w.incident.print}
          </Button>
        </div>
      }
    >
      <Columns
        main={
          <>
            {write && of.state !== "closed" && <Write of={of} />}
            <Timeline of={of} />
            <Tasks of={of} />
            <Reports of={of} />
            <RunsOf incident={of.id} />
          </>
        }
        side={
          <>
            <What of={of} />
            <Severity of={of} />
            <Parties of={of} />
            <Clocks of={of} />
            <Entities of={of} />
            <Links of={of} />
            <Evidence of={of} />
          </>
        }
      />
    </Page>
  );
}

function What({ of }: { of: Room }) {
  const facts: [string, React.ReactNode][] = [[w.incident.opened, <When at={of.opened} />]];
  for (const [name, at] of [
    [w.incident.begin.occurred, of.occurred],
    [w.incident.begin.detected, of.detected],
    [w.incident.begin.aware, of.aware],
    [w.incident.sharedSince, of.shared_at],
  ] as const) {
    if (parse(at)) facts.push([name, <When at={at} />]);
  }
  if (of.lead) facts.push([w.incident.begin.lead, of.lead]);
  if (of.agreement) {
    facts.push([
      w.incident.sharedBy,
      <Link to="/agreements/$id" params={{ id: of.agreement }} hash={of.provision ?? ""}>
        {of.provision}
      </Link>,
    ]);
  }
  return (
    <Panel title={w.incident.facts}>
      {of.summary && <p className={css.text}>{of.summary}</p>}
      <Facts of={facts} />
    </Panel>
  );
}
