import { useQuery } from "@tanstack/react-query";
import { Facts, Panel } from "../base/page";
import { Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { w } from "../words";
import { AdminPage } from "./AdminPage";
import { span } from "./amount";
import { versionQuery } from "./queries";

/** Version shows what the node runs and everything that is built in. */
export function Version() {
  const version = useQuery(versionQuery);
  return (
    <AdminPage title={w.admin.version} lead={w.admin.versionLead}>
      <Ready of={version}>
        {(v) => (
          <>
            <Panel title={w.admin.versionBuild}>
              <Facts
                wide
                of={[
                  [w.admin.versionName, v.version],
                  [w.admin.versionGo, v.go],
                  [w.admin.versionEngine, v.engine],
                  [w.admin.versionSchema, <span className="mono">{v.schema}</span>],
                  [w.admin.versionStarted, <When at={v.started} long />],
                  [w.admin.versionUptime, span(v.uptime_seconds)],
                ]}
              />
            </Panel>
            <Panel title={w.admin.versionSettings}>
              <Facts wide of={v.settings.map((s) => [s.name, <span className="mono">{s.value}</span>])} />
            </Panel>
            <Panel title={w.admin.versionModules(v.modules.length)} flush>
              <table className={table.table}>
                <thead>
                  <tr>
                    <th>{w.admin.versionModule}</th>
                    <th>{w.admin.versionName}</th>
                    <th>{w.admin.versionSum}</th>
                  </tr>
                </thead>
                <tbody>
                  {v.modules.map((m) => (
                    <tr key={m.path}>
                      <td data-name={w.admin.versionModule}>{m.path}</td>
                      <td data-name={w.admin.versionName} className={table.tight}>
                        {m.version}
                      </td>
                      <td data-name={w.admin.versionSum} className="mono">
                        {m.sum}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Panel>
          </>
        )}
      </Ready>
    </AdminPage>
  );
}
