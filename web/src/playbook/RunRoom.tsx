import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { DownIcon } from "../base/icons";
import { Marking } from "../base/marking";
import { Code, Columns, Facts, Page, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { Flow, nameOf } from "./Flow";
import { OpenStep } from "./OpenStep";
import css from "./playbook.module.css";
import { runQuery, type Act, type RunPage } from "./queries";
import { toneOfRun } from "./standing";

/** RunRoom is where people follow a playbook: what is open first, then where the run stands, then what was recorded. */
export function RunRoom() {
  const { id } = useParams({ from: "/inside/playbooks/runs/$id" });
  const query = useQuery(runQuery(id));
  return (
    <Ready of={query}>
      {(run) => (
        <Page
          title={run.title}
          above={<Marking of={{ tlp: run.playbook.tlp, unknown: run.playbook.unknown ? ["?"] : [] }} long />}
          lead={
            <>
              <State tone={toneOfRun(run.phase)}>{lookup(w.playbook.phase, run.phase)}</State>{" "}
              <Link to="/playbooks/$id" params={{ id: run.playbook.id }}>
                {run.playbook.name}
              </Link>
            </>
          }
          actions={
            <>
              <a href={`/api/v1/playbooks/runs/${encodeURIComponent(run.id)}/file`} download={`entente-run-${run.id}.json`} className={css.download}>
                <DownIcon size={14} /> {w.playbook.recordFile}
              </a>
              {run.phase === "running" && <Cancel of={run} />}
            </>
          }
        >
          <Columns
            main={
              <>
                <Waiting of={run} />
                <Panel title={w.playbook.workflow}>
                  <Flow of={run.workflow} visits={run.visits} />
                </Panel>
              </>
            }
            side={
              <>
                <About of={run} />
                <Panel title={w.playbook.record}>
                  <ol className={css.record} aria-label={w.playbook.record}>
                    {[...run.acts].reverse().map((a) => (
                      <li key={a.n}>
                        <Line of={a} run={run} />
                      </li>
                    ))}
                  </ol>
                </Panel>
              </>
            }
          />
        </Page>
      )}
    </Ready>
  );
}

function Waiting({ of }: { of: RunPage }) {
  const open = of.visits.filter((v) => v.state === "open" && v.waits !== "branches");
  return (
    <Panel title={w.playbook.open} lead={of.phase === "running" ? w.playbook.openLead : undefined}>
      {open.length === 0 && <Empty title={lookup(w.playbook.phase, of.phase)} text={w.playbook.overText} />}
      {open.map((v) => {
        const step = of.workflow.workflow.find((s) => s.id === v.step);
        return step && <OpenStep key={v.step} run={of} step={step} visit={v} />;
      })}
    </Panel>
  );
}

function Cancel({ of }: { of: RunPage }) {
  const may = useMay("playbook.run");
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: (reason: string) => take(api.POST("/playbooks/runs/{id}/cancel", { params: { path: { id: of.id } }, body: { reason } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["playbook"] }),
  });
  if (!may) return null;
  return <Confirm open={w.playbook.cancel.open} title={w.playbook.cancel.title(of.title)} text={w.playbook.cancel.text} go={w.playbook.cancel.do} act={run} args={(reason: string) => reason} reason={w.playbook.cancel.reason} reasonNeed={w.agreement.reasonNeed} grave />;
}

function About({ of }: { of: RunPage }) {
  const values = Object.entries(of.values).sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    <Panel title={w.playbook.about}>
      <Facts
        of={[
          [w.playbook.started, <span key="s"><When at={of.started_at} /> {of.started_by}</span>],
          ...(of.ended_at ? [[w.playbook.endedAt, <When key="e" at={of.ended_at} />] as [string, React.ReactNode]] : []),
          [w.playbook.incident, of.incident ? <Code key="i">{of.incident}</Code> : "–"],
          ...values.map(([name, value]): [string, React.ReactNode] => [name, <code key={name}>{value}</code>]),
        ]}
        wide
      />
    </Panel>
  );
}

/** Line says one act: what, by whom, when, and what came of it. */
function Line({ of, run }: { of: Act; run: RunPage }) {
  const step = run.workflow.workflow.find((s) => s.id === of.step);
  const branch = of.branch === undefined ? "" : step?.type === "switch-condition" ? (of.branch === "default" ? w.playbook.otherwise : w.playbook.case(of.branch)) : lookup(w.playbook.how, of.branch);
  return (
    <>
      <p>
        <strong>{of.status ? lookup(w.playbook.status, of.status) : lookup(w.playbook.act, of.kind)}</strong>
        {step && `: ${nameOf(step)}`} {branch}
      </p>
      {of.text && <p>{of.text}</p>}
      {Object.entries(of.values ?? {}).map(([name, value]) => (
        <p key={name}>
          <code>
            {name} = {value}
          </code>
        </p>
      ))}
      <p className={css.soft}>
        <When at={of.at} /> {of.by} {of.reference && <Code>{of.reference}</Code>}
      </p>
    </>
  );
}
