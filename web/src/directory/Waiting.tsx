import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Panel } from "../base/page";
import { useMay } from "../base/session";
import { Failure } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import { Changes } from "./Changes";
import css from "./directory.module.css";
import { waitingQuery } from "./queries";

/** Waiting shows the change of our entry that a second person is to confirm; nothing where there is none. */
export function Waiting() {
  const client = useQueryClient();
  const may = useMay("directory.edit");
  const { data } = useQuery(waitingQuery);
  const p = data?.proposal;
  const renew = () => client.invalidateQueries({ queryKey: ["directory"] });
  const confirm = useMutation({ mutationFn: (id: string) => take(api.POST("/directory/entry/proposal/{id}/confirm", { params: { path: { id } }, body: {} })), onSuccess: renew });
  const refuse = useMutation({ mutationFn: (id: string) => take(api.POST("/directory/entry/proposal/{id}/refuse", { params: { path: { id } }, body: {} })), onSuccess: renew });
  if (!p) return null;
  return (
    <Panel
      title={w.directory.waiting}
      lead={
        <>
          {w.directory.waitingLead(p.by)} <When at={p.at} />
        </>
      }
      flush
      actions={
        may && (
          <div className={css.acts}>
            {p.mine ? <span className={css.soft}>{w.directory.mine}</span> : <Confirm open={w.directory.confirm} title={w.directory.confirmTitle} text={w.directory.confirmText} go={w.directory.confirmDo} act={confirm} args={p.id} grave />}
            <Button variant="default" loading={refuse.isPending} onClick={() => refuse.mutate(p.id)}>
              {w.directory.refuse}
            </Button>
          </div>
        )
      }
    >
      {refuse.error && <Failure of={refuse.error} />}
      <Changes of={p.changes} />
    </Panel>
  );
}
