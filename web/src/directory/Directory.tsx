import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { DownIcon } from "../base/icons";
import { Code, Page, Panel, Stack, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { Open, Reached } from "./Calls";
import css from "./directory.module.css";
import { Lookup } from "./Lookup";
import { directoryQuery, type Line } from "./queries";
import { Waiting } from "./Waiting";

/** Directory is the room of whom to call: a question first, then every party. */
export function Directory() {
  const { q } = useSearch({ from: "/inside/directory" });
  const query = useQuery(directoryQuery);
  const own = useSession().party.code;
  const may = useMay("directory.edit");
  return (
    <Page
      title={w.directory.title}
      lead={w.directory.lead}
      actions={
        <nav className={css.links} aria-label={w.directory.title}>
          <Link to="/directory/comcheck">{w.directory.board}</Link>
          {may && <Link to="/directory/edit">{w.directory.edit}</Link>}
          <a href="/api/v1/directory/sheet.html" download={`contacts-${own}.html`}>
            <DownIcon size={14} /> {w.directory.sheet}
          </a>
        </nav>
      }
    >
      <Stack>
        <Lookup q={q ?? ""} />
        <Waiting />
        <Panel title={w.directory.parties} lead={w.directory.partiesLead} flush>
          <Ready of={query}>{(data) => <Lines of={data.items} />}</Ready>
        </Panel>
      </Stack>
    </Page>
  );
}

function Lines({ of }: { of: Line[] }) {
  return (
    <table className={table.table} aria-label={w.directory.parties}>
      <thead>
        <tr>
          <th>{w.directory.party}</th>
          <th>{w.directory.now}</th>
          <th>{w.directory.first}</th>
          <th>{w.directory.reachability}</th>
          <th>{w.directory.proof}</th>
          <th>{w.directory.changed}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((p) => (
          <tr key={p.code}>
            <td data-name={w.directory.party}>
              <div>
                <Code>{p.code}</Code>{" "}
                <Link to="/directory/$code" params={{ code: p.code }}>
                  {p.team || p.name}
                </Link>
                {p.conflict && (
                  <p>
                    <State tone="bad">{w.directory.conflict}</State>
                  </p>
                )}
              </div>
            </td>
            <td data-name={w.directory.now}>{p.now ? <Open of={p.now} /> : <span className={css.soft}>{p.changed_at ? w.directory.noContacts : w.directory.noEntry}</span>}</td>
            <td data-name={w.directory.first}>
              {p.now ? (
                <div>
                  <span className={css.medium}>{lookup(w.directory.medium, p.now.medium)}</span> <span className={css.number}>{p.now.address}</span>
                </div>
              ) : (
                <span>{w.state.none}</span>
              )}
            </td>
            <td data-name={w.directory.reachability}>
              <Reached of={p.reachability} />
            </td>
            <td data-name={w.directory.proof} className={table.tight}>
              <When at={p.last_proof} />
            </td>
            <td data-name={w.directory.changed} className={table.tight}>
              <When at={p.changed_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
