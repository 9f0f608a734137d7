import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Panel } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { w } from "../words";
import css from "./admin.module.css";
import { AdminPage } from "./AdminPage";
import { size } from "./amount";
import { MakeBackup } from "./MakeBackup";
import { backupsQuery, type Backup } from "./queries";

/** Backups lists the sealed copies in the node's folder, and makes new ones. */
export function Backups() {
  const backups = useQuery(backupsQuery);
  const may = useMay("node.manage");
  return (
    <AdminPage title={w.admin.backups} lead={w.admin.backupsLead} actions={may && <MakeBackup />}>
      <Ready of={backups}>
        {(data) => (
          <Panel title={w.admin.backups} lead={data.making ? w.admin.backupMaking : undefined} flush>
            {data.items.length === 0 ? (
              <Empty title={w.admin.backupsEmpty} text={w.admin.backupsEmptyText} />
            ) : (
              <table className={table.table}>
                <thead>
                  <tr>
                    <th>{w.admin.backupFile}</th>
                    <th>{w.admin.backupAt}</th>
                    <th className={table.num}>{w.admin.backupSize}</th>
                    {may && (
                      <th>
                        <span className="unseen">{w.admin.backupDownload}</span>
                      </th>
                    )}
                  </tr>
                </thead>
                <tbody>
                  {data.items.map((b) => (
                    <Line key={b.name} of={b} may={may} />
                  ))}
                </tbody>
              </table>
            )}
          </Panel>
        )}
      </Ready>
      <Panel title={w.admin.restoreTitle} lead={w.admin.restoreText}>
        <code>{w.admin.restoreCommand}</code>
      </Panel>
    </AdminPage>
  );
}

function Line({ of, may }: { of: Backup; may: boolean }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (_: undefined) => take(api.DELETE("/node/backups/{name}", { params: { path: { name: of.name } } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["node"] }),
  });
  return (
    <tr>
      <td data-name={w.admin.backupFile} className="mono">
        {of.name}
      </td>
      <td data-name={w.admin.backupAt} className={table.tight}>
        <When at={of.at} />
      </td>
      <td data-name={w.admin.backupSize} className={table.num}>
        {size(of.size)}
      </td>
      {may && (
        <td data-name="">
          <div className={css.acts}>
            <a className={css.download} href={`/api/v1/node/backups/${encodeURIComponent(of.name)}/file`} download={of.name} aria-label={w.admin.backupDownloadOf(of.name)}>
              {w.admin.backupDownload}
            </a>
            <Confirm open={w.admin.backupDelete} title={w.admin.backupDeleteTitle} text={w.admin.backupDeleteText(of.name)} go={w.admin.backupDeleteDo} grave act={remove} args={undefined} />
          </div>
        </td>
      )}
    </tr>
  );
}
