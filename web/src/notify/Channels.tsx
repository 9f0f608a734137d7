import { useQuery } from "@tanstack/react-query";
import { Facts, Panel, Stack, State } from "../base/page";
import { Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { w } from "../words";
import { fill, say } from "../words/say";
import { Log } from "./Log";
import css from "./notify.module.css";
import { NotifyPage } from "./Parts";
import { channelsQuery, logQuery } from "./queries";

/** Channels is how e-mail and webhooks are set up, how they fare, and all that was sent. */
export function Channels() {
  const query = useQuery(channelsQuery);
  const log = useQuery(logQuery(true));
  return (
    <NotifyPage title={w.notify.channels} lead={w.notify.channelsLead}>
      <Stack>
        <Ready of={query}>
          {(data) => (
            <>
              <Panel title={w.notify.mailServer} lead={data.server ? undefined : w.notify.noServer}>
                {data.server && (
                  <Facts
                    of={[
                      [w.notify.server, data.server],
                      [w.notify.tls, w.notify.tlsMode[data.tls ?? ""] ?? data.tls],
                      [w.notify.from, data.from],
                      [w.notify.nodeKey, <span className="mono">{data.fingerprint}</span>],
                    ]}
                  />
                )}
                {data.key && (
                  <details>
                    <summary>{w.notify.nodeKeyText}</summary>
                    <pre className={css.key} tabIndex={0}>
                      {data.key}
                    </pre>
                  </details>
                )}
              </Panel>
              <Panel title={w.notify.standing} flush>
                <table className={table.table}>
                  <thead>
                    <tr>
                      <th>{w.notify.by}</th>
                      <th>{w.notify.state}</th>
                      <th>{w.notify.waiting}</th>
                      <th>{w.notify.lastSent}</th>
                      <th>{w.notify.lastFailed}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.channels.map((c) => (
                      <tr key={c.by}>
                        <td data-name={w.notify.by}>{w.notify.road[c.by]}</td>
                        <td data-name={w.notify.state}>
                          <State tone={c.carried ? "good" : "plain"}>{c.carried ? w.notify.setUp : w.notify.notSetUp}</State>
                        </td>
                        <td data-name={w.notify.waiting}>{w.number(c.waiting)}</td>
                        <td data-name={w.notify.lastSent}>
                          <When at={c.sent} />
                        </td>
                        <td data-name={w.notify.lastFailed}>
                          <div>
                            <When at={c.failed_at} />
                            {c.reason && <p className={css.soft}>{say(fill(c.reason.format, c.reason.args), c.reason)}</p>}
                          </div>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Panel>
            </>
          )}
        </Ready>
        <Panel title={w.notify.log} lead={w.notify.logLead} flush>
          <Ready of={log}>{(data) => <Log of={data.items} />}</Ready>
        </Panel>
      </Stack>
    </NotifyPage>
  );
}
