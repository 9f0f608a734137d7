import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Marking } from "../base/marking";
import { Page, Panel } from "../base/page";
import { Empty, Ready } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import css from "./incident.module.css";
import { roomQuery, type Room } from "./queries";

/** ReportPage shows one situation report as it was stated, to read and to print. */
export function ReportPage() {
  const { id, ref } = useParams({ from: "/inside/incidents/$id/reports/$ref" });
  const query = useQuery(roomQuery(id));
  return <Ready of={query}>{(room) => <Stated of={room} named={ref} />}</Ready>;
}

function Stated({ of, named }: { of: Room; named: string }) {
  const e = of.entries.find((x) => x.ref === named && x.act === "reported");
  const r = w.incident.report;
  const back = (
    <Link to="/incidents/$id" params={{ id: of.id }}>
      {r.back}
    </Link>
  );
  if (!e) {
    return (
      <Page title={w.state.notFoundTitle}>
        <Empty title={w.state.notFoundTitle} text={w.state.notFoundText}>
          {back}
        </Empty>
      </Page>
    );
  }
  return (
    <Page
      title={e.title ?? ""}
      above={<Marking of={{ tlp: e.tlp }} long />}
      lead={
        <>
          {r.by(e.party, e.by)}, <When at={e.at} long />, {e.ours ? r.ours : r.signed}
        </>
      }
      actions={
        <div className={css.acts}>
          {back}
          <Button variant="default" onClick={() => window.print()}>
            {w.incident.print}
          </Button>
        </div>
      }
    >
      <Panel title={r.ask}>
        <pre className={css.report}>{e.text}</pre>
      </Panel>
    </Page>
  );
}
