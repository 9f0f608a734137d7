import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import agreement from "../agreement/agreement.module.css";
import { DownIcon } from "../base/icons";
import { Page, Panel } from "../base/page";
import { useMay } from "../base/session";
import { Ready } from "../base/states";
import { w } from "../words";
import { Counted } from "./Counted";
import css from "./duty.module.css";
import { reportQuery } from "./queries";

const day = (at: Date) => at.toISOString().slice(0, 10);

/** ReportPage counts what fell due under one agreement over a time; the file of it is what the other party verifies. */
export function ReportPage() {
  const { id } = useParams({ from: "/inside/agreements/$id/duties" });
  const whole = useMay("intel.read"); // the file counts what was given, too
  const now = new Date();
  const [from, setFrom] = useState(day(new Date(Date.UTC(now.getUTCFullYear() - 1, now.getUTCMonth(), now.getUTCDate()))));
  const [to, setTo] = useState("");
  const start = `${from}T00:00:00Z`;
  const end = to === "" ? undefined : `${to}T00:00:00Z`;
  const query = useQuery({ ...reportQuery(id, start, end), enabled: from !== "" });
  const file = `/api/v1/agreements/${encodeURIComponent(id)}/duties/report/file?from=${encodeURIComponent(start)}${end ? `&up_to=${encodeURIComponent(end)}` : ""}`;
  return (
    <Page
      title={w.duty.report.title}
      lead={
        <Link to="/agreements/$id" params={{ id }}>
          {query.data?.title ?? w.agreement.name}
        </Link>
      }
    >
      <Panel
        title={w.duty.report.counted}
        lead={w.duty.report.lead}
        flush
        actions={
          <div className={css.ask}>
            <TextInput type="date" label={w.duty.report.from} value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
            <TextInput type="date" label={w.duty.report.to} value={to} onChange={(e) => setTo(e.currentTarget.value)} />
            {whole && (
              <a href={file} download={`entente-duties-${id}.json`} className={agreement.download}>
                <DownIcon size={14} /> {w.duty.report.download}
              </a>
            )}
          </div>
        }
      >
        <Ready of={query}>{(data) => <Counted of={data} />}</Ready>
      </Panel>
    </Page>
  );
}
