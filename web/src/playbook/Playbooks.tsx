import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Marking } from "../base/marking";
import { Page, Panel, Stack, State } from "../base/page";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { w } from "../words";
import { ImportButton } from "./ImportButton";
import css from "./playbook.module.css";
import { playbooksQuery, runsQuery, type Playbook, type Which } from "./queries";
import { RunTable } from "./RunTable";
import { usable } from "./standing";

/** Playbooks is the room of playbooks: the runs that wait for people, and the versions that are kept. */
export function Playbooks() {
  const query = useQuery(playbooksQuery);
  return (
    <Page title={w.playbook.title} lead={w.playbook.lead} actions={<ImportButton />}>
      <Stack>
        <Runs />
        <Panel title={w.playbook.versions} flush>
          <Ready of={query}>{(data) => (data.items.length === 0 ? <Empty title={w.playbook.nothing} text={w.playbook.nothingText} /> : <Versions of={data.items} />)}</Ready>
        </Panel>
      </Stack>
    </Page>
  );
}

function Runs() {
  const [ended, setEnded] = useState(false);
  const [before, setBefore] = useState<string>();
  const which: Which = { ...(ended ? {} : { running: true }), ...(before && { before }) };
  const query = useQuery(runsQuery(which));
  return (
    <Panel title={w.playbook.runs} lead={w.playbook.runsLead} flush actions={<Checkbox label={w.playbook.withEnded} checked={ended} onChange={(e) => (setEnded(e.currentTarget.checked), setBefore(undefined))} />}>
      <Ready of={query}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={w.playbook.noRuns} text={w.playbook.noRunsText} />
          ) : (
            <>
              <RunTable of={data.items} />
              {(data.next || before) && (
                <div className={css.pad}>
                  {before && (
                    <Button variant="default" onClick={() => setBefore(undefined)}>
                      {w.playbook.newest}
                    </Button>
                  )}{" "}
                  {data.next && (
                    <Button variant="default" onClick={() => setBefore(data.next)}>
                      {w.playbook.older}
                    </Button>
                  )}
                </div>
              )}
            </>
          )
        }
      </Ready>
    </Panel>
  );
}

function Versions({ of }: { of: Playbook[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.playbook.playbook}</th>
          <th>{w.playbook.marking}</th>
          <th>{w.playbook.modified}</th>
          <th className={table.num}>{w.playbook.steps}</th>
          <th>{w.playbook.stands}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((p) => (
          <tr key={p.id} data-opens>
            <td data-name={w.playbook.playbook}>
              <div>
                <Link to="/playbooks/$id" params={{ id: p.id }}>
                  {p.name}
                </Link>
                {p.description && <p className={css.soft}>{p.description}</p>}
              </div>
            </td>
            <td data-name={w.playbook.marking}>
              <Marking of={{ tlp: p.tlp, unknown: p.unknown ? ["?"] : [] }} />
            </td>
            <td data-name={w.playbook.modified} className={table.tight}>
              <When at={p.modified} />
            </td>
            <td data-name={w.playbook.steps} className={table.num}>
              {p.steps}
            </td>
            <td data-name={w.playbook.stands}>
              <State tone={usable(p) ? "good" : "bad"}>{usable(p) ? w.playbook.kept : w.playbook.revoked}</State>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
