import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { DownIcon } from "../base/icons";
import { Marking } from "../base/marking";
import { Columns, Cut, Facts, Page, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { Findings } from "./Findings";
import { Flow } from "./Flow";
import css from "./playbook.module.css";
import { playbookQuery, runsQuery, type PlaybookPage } from "./queries";
import { RunTable } from "./RunTable";
import { StartButton } from "./StartButton";
import { usable } from "./standing";

/** PlaybookRoom shows one version: its workflow, what was found in it, who and what it names, and its runs. */
export function PlaybookRoom() {
  const { id } = useParams({ from: "/inside/playbooks/$id" });
  const query = useQuery(playbookQuery(id));
  return (
    <Ready of={query}>
      {(of) => (
        <Page
          title={of.name}
          lead={of.description}
          above={<Marking of={{ tlp: of.tlp, unknown: of.unknown ? ["?"] : [] }} long />}
          actions={
            <>
              <a href={`/api/v1/playbooks/versions/${encodeURIComponent(of.id)}/file`} download={`${of.playbook}.json`} className={css.download}>
                <DownIcon size={14} /> {w.playbook.file}
              </a>
              {usable(of) && <Revoke of={of} />}
              {usable(of) && <StartButton version={of.id} />}
            </>
          }
        >
          <Columns
            main={
              <>
                <Panel title={w.playbook.workflow} lead={w.playbook.workflowLead}>
                  <Flow of={of} />
                </Panel>
                <Runs of={of} />
              </>
            }
            side={<Side of={of} />}
          />
        </Page>
      )}
    </Ready>
  );
}

function Revoke({ of }: { of: PlaybookPage }) {
  const may = useMay("playbook.manage");
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: (reason: string) => take(api.POST("/playbooks/versions/{id}/revoke", { params: { path: { id: of.id } }, body: { reason } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["playbook"] }),
  });
  if (!may) return null;
  return <Confirm open={w.playbook.revoke.open} title={w.playbook.revoke.title(of.name)} text={w.playbook.revoke.text} go={w.playbook.revoke.do} act={run} args={(reason: string) => reason} reason={w.playbook.revoke.reason} reasonNeed={w.agreement.reasonNeed} grave />;
}

function Runs({ of }: { of: PlaybookPage }) {
  const query = useQuery(runsQuery({ version: of.id }));
  return (
    <Panel title={w.playbook.itsRuns} flush>
      <Ready of={query}>{(data) => (data.items.length === 0 ? <Empty title={w.playbook.neverRun} text={w.playbook.neverRunText} /> : <RunTable of={data.items} within="playbook" />)}</Ready>
    </Panel>
  );
}

function Side({ of }: { of: PlaybookPage }) {
  return (
    <>
      <Panel title={w.playbook.about}>
        <Facts
          of={[
            [w.playbook.stands, <State key="s" tone={usable(of) && !of.withdrawn ? "good" : "bad"}>{usable(of) && !of.withdrawn ? w.playbook.kept : w.playbook.revoked}</State>],
            ...(of.revoked_at ? [[w.playbook.revokedBy, <span key="r"><When at={of.revoked_at} /> {of.revoked_by}: {of.revoked_why}</span>] as [string, React.ReactNode]] : []),
            [w.playbook.modified, <When key="m" at={of.modified} />],
            [w.playbook.validity, <span key="v">{of.valid_from || of.valid_until ? <><When at={of.valid_from} never="…" /> – <When at={of.valid_until} never="…" /></> : w.playbook.always}</span>],
            [w.playbook.types, of.types.join(", ") || "–"],
            [w.playbook.labels, of.labels.join(", ") || "–"],
            [w.playbook.author, <Cut key="a" value={of.created_by} head={20} />],
            [w.playbook.imported, <span key="i"><When at={of.imported_at} /> {of.imported_by}</span>],
            [w.playbook.id, <Cut key="d" value={of.playbook} head={20} />],
            [w.playbook.digest, <Cut key="g" value={of.digest} head={20} />],
            ...of.statements.map((s): [string, string] => [w.playbook.statement, s]),
          ]}
        />
      </Panel>
      <Panel title={w.playbook.findings} lead={w.playbook.findingsLead}>
        {of.findings.length === 0 ? <p className={css.soft}>{w.playbook.noFindings}</p> : <Findings of={of.findings} />}
      </Panel>
      {of.variables.length > 0 && (
        <Panel title={w.playbook.variables}>
          <dl className={css.record}>
            {of.variables.map((v) => (
              <div key={v.name}>
                <dt>
                  <code>{v.name}</code> <span className={css.soft}>{[v.type, v.constant && w.playbook.constant, v.external && w.playbook.external].filter(Boolean).join(", ")}</span>
                </dt>
                <dd>
                  {v.description} {v.given && <code>{v.value}</code>}
                </dd>
              </div>
            ))}
          </dl>
        </Panel>
      )}
      {of.agents.length > 0 && (
        <Panel title={w.playbook.agentsTitle} flush>
          <table className={table.table}>
            <tbody>
              {of.agents.map((a) => (
                <tr key={a.id + String(a.target)}>
                  <td data-name={w.playbook.agent}>
                    <div>
                      {a.name} <span className={css.soft}>{lookup(w.playbook.agents, a.type)}</span>
                      {[...a.contact, ...a.address].map((c) => (
                        <span key={c} className={css.path}>
                          {c}
                        </span>
                      ))}
                    </div>
                  </td>
                  <td data-name="">{a.target ? w.playbook.target : w.playbook.agent}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
    </>
  );
}
