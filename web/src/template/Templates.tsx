import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { languageOf } from "../agreement/standing";
import { useLines } from "../base/lines";
import { Code, Cut, Page, Panel, State, Stack } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { titleOf, toneOf } from "./deed";
import { deedsQuery, draftsQuery, templatesQuery, type Deed } from "./queries";

/** Templates is the catalogue: what agreements can be drafted from and what a body has before it. */
export function Templates() {
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  const may = useMay("agreement.draft");
  return (
    <Page title={w.template.title} lead={w.template.lead}>
      <Stack inside={box}>
        <Deeds />
        {may && <Drafts />}
        <Published />
      </Stack>
    </Page>
  );
}

function Published() {
  const query = useQuery(templatesQuery);
  return (
    <Panel title={w.template.published} lead={w.template.publishedLead} flush>
      <Ready of={query}>
        {(data) => (
          <table className={table.table}>
            <thead>
              <tr>
                <th>{w.template.name}</th>
                <th>{w.template.number}</th>
                <th>{w.template.body}</th>
                <th>{w.template.summary}</th>
                <th>{w.agreement.digest}</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((t) => (
                <tr key={t.digest} data-opens>
                  <td data-name={w.template.name}>
                    <Link to="/templates/$digest" params={{ digest: t.digest }} data-line>
                      {titleOf(t.generation)}
                    </Link>
                  </td>
                  <td data-name={w.template.number} className={table.num}>
                    {t.generation.number}
                  </td>
                  <td data-name={w.template.body}>{t.body || w.template.shipped}</td>
                  <td data-name={w.template.summary}>{t.generation.summary[languageOf(t.generation.languages)]}</td>
                  <td data-name={w.agreement.digest} className={table.tight}>
                    <Cut value={t.digest} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Ready>
    </Panel>
  );
}

function Drafts() {
  const query = useQuery(draftsQuery);
  return (
    <Panel title={w.template.edit.drafts} lead={w.template.edit.draftsLead} flush>
      <Ready of={query}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={w.template.edit.none} text={w.template.edit.noneText} />
          ) : (
            <table className={table.table}>
              <thead>
                <tr>
                  <th>{w.template.name}</th>
                  <th>{w.template.number}</th>
                  <th>{w.template.body}</th>
                  <th>{w.template.changed}</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((d) => (
                  <tr key={d.id} data-opens>
                    <td data-name={w.template.name}>
                      <Link to="/templates/drafts/$id" params={{ id: d.id }} data-line>
                        {titleOf(d.generation) || d.generation.template}
                      </Link>
                    </td>
                    <td data-name={w.template.number} className={table.num}>
                      {d.generation.number}
                    </td>
                    <td data-name={w.template.body}>{d.body}</td>
                    <td data-name={w.template.changed} className={table.tight}>
                      <When at={d.updated} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Ready>
    </Panel>
  );
}

function Deeds() {
  const query = useQuery(deedsQuery);
  return (
    <Panel title={w.template.deeds} lead={w.template.deedsLead} flush>
      <Ready of={query}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={w.template.noDeeds} text={w.template.noDeedsText} />
          ) : (
            <table className={table.table}>
              <thead>
                <tr>
                  <th>{w.agreement.stateCol}</th>
                  <th>{w.template.name}</th>
                  <th>{w.template.number}</th>
                  <th>{w.template.body}</th>
                  <th>{w.template.members}</th>
                  <th>{w.template.changed}</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((d) => (
                  <Line key={d.id} of={d} />
                ))}
              </tbody>
            </table>
          )
        }
      </Ready>
    </Panel>
  );
}

function Line({ of }: { of: Deed }) {
  return (
    <tr data-opens>
      <td data-name={w.agreement.stateCol} className={table.tight}>
        <State tone={toneOf(of.state)}>{lookup(w.template.state, of.state)}</State>
      </td>
      <td data-name={w.template.name}>
        <Link to="/templates/deeds/$id" params={{ id: of.id }} data-line>
          {titleOf(of.generation)}
        </Link>
      </td>
      <td data-name={w.template.number} className={table.num}>
        {of.generation.number}
      </td>
      <td data-name={w.template.body}>{of.body}</td>
      <td data-name={w.template.members}>
        <ul>
          {of.members.map((m) => (
            <li key={m.party}>
              <Code>{m.party}</Code> {lookup(w.template.says, m.says)}
            </li>
          ))}
        </ul>
      </td>
      <td data-name={w.template.changed} className={table.tight}>
        <When at={of.since} />
      </td>
    </tr>
  );
}
