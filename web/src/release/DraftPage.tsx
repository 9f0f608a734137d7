import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Columns, Facts, Page, Panel } from "../base/page";
import { Arrived } from "../base/Arrived";
import { useMay } from "../base/session";
import { Empty } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import { eligible, totals } from "./ask";
import { Decisions, onwardWords } from "./Decisions";
import { DraftState } from "./Desk";
import { draftQuery, type DraftFull } from "./queries";

/** DraftPage shows what one person put forward, what policy would decide of it now, and lets another decide. */
export function DraftPage() {
  const { id } = useParams({ from: "/inside/releases/drafts/$id" });
  const query = useQuery(draftQuery(id));
  return <Arrived kind={w.desk.draft} of={query}>{(data) => <Shown of={data} />}</Arrived>;
}

function Shown({ of }: { of: DraftFull }) {
  const waits = of.state === "waiting";
  return (
    <Page title={w.desk.draftTitle(w.intel.objects(of.objects))} lead={waits ? w.desk.draftLead : w.desk.closedLead} actions={waits && <Acts of={of} />}>
      <Columns
        main={
          <>
            {of.stale && <Empty title={w.desk.stale} text={of.stale} />}
            {of.preview && (
              <Panel title={w.desk.decide} flush>
                <Decisions of={of.preview.parties} />
              </Panel>
            )}
            {!waits && of.reason && (
              <Panel title={w.desk.declineReason}>
                <p>{of.reason}</p>
              </Panel>
            )}
          </>
        }
        side={
          <Panel title={w.desk.putForwardTitle}>
            <Facts
              of={[
                [w.desk.stateCol, <DraftState of={of} />],
                [w.desk.by, of.by],
                [w.desk.at, <When at={of.at} />],
                [w.desk.to, of.to.length > 0 ? of.to.join(", ") : w.desk.everyone],
                [w.release.onward, onwardWords(of.onward)],
                [w.desk.note, of.note || w.desk.noNote],
                ...(of.closed_by ? ([[w.desk.decidedBy, of.closed_by]] as [string, string][]) : []),
                ...(of.release
                  ? ([
                      [
                        w.desk.became,
                        <Link to="/releases/$id" params={{ id: of.release }}>
                          {w.release.page} {of.release.slice(0, 8)}…
                        </Link>,
                      ],
                    ] as [string, ReactNode][])
                  : []),
              ]}
            />
          </Panel>
        }
      />
    </Page>
  );
}

/** Acts are what this person may do with a draft that waits: take back one's own, decide on another's. */
function Acts({ of }: { of: DraftFull }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const may = useMay("release.make");
  const path = { path: { id: of.id } };
  const renew = () => void client.invalidateQueries({ predicate: (q) => ["release", "intel", "ledger"].includes(String(q.queryKey[0])) });
  const approve = useMutation({
    mutationFn: () => take(api.POST("/release-drafts/{id}/approve", { params: path })),
    onSuccess: async (made) => {
      renew();
      await navigate({ to: "/releases/$id", params: { id: made.id } });
    },
  });
  const decline = useMutation({ mutationFn: (reason: string) => take(api.POST("/release-drafts/{id}/decline", { params: path, body: { reason } })), onSuccess: renew });
  const withdraw = useMutation({ mutationFn: () => take(api.POST("/release-drafts/{id}/withdraw", { params: path })), onSuccess: renew });
  if (of.own) {
    return (
      <>
        <span>{w.desk.own}</span>
        <Confirm open={w.desk.withdraw} title={w.desk.withdrawTitle} text={w.desk.withdrawText} go={w.desk.withdrawDo} act={withdraw} args={undefined} />
      </>
    );
  }
  if (!may) return null;
  const able = eligible(of.preview?.parties ?? []);
  return (
    <>
      <Confirm
        open={w.desk.decline}
        title={w.desk.declineTitle}
        text={w.desk.declineText(of.by)}
        go={w.desk.declineDo}
        act={decline}
        args={(reason) => reason}
        reason={w.desk.declineReason}
        reasonNeed={w.desk.declineNeed}
      />
      {of.preview && (
        <Confirm
          open={w.desk.approve}
          title={w.desk.approveTitle}
          text={able.length > 0 ? w.desk.approveText(w.intel.objects(totals(of.preview.parties, able).leaving), able.join(", ")) : w.desk.approveNone}
          go={w.desk.approveDo}
          act={approve}
          args={undefined}
          disabled={able.length === 0}
        />
      )}
    </>
  );
}
