import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { w } from "../words";

/** RecallButton orders everyone who had a release, or the objects named of it, to withdraw it. */
export function RecallButton({ id, to, objects }: { id: string; to: string; objects?: string[] }) {
  const client = useQueryClient();
  const recall = useMutation({
    mutationFn: (reason: string) => take(api.POST("/releases/{id}/recall", { params: { path: { id } }, body: { reason, ...(objects && { objects }) } })),
    onSuccess: () => void client.invalidateQueries({ predicate: (q) => ["release", "intel", "ledger"].includes(String(q.queryKey[0])) }),
  });
  return (
    <Confirm
      open={w.release.recall}
      title={objects ? w.release.recallObjectTitle : w.release.recallTitle}
      text={w.release.recallText(to, objects !== undefined)}
      go={w.release.recallDo}
      grave
      act={recall}
      args={(reason) => reason}
      reason={w.release.recallReason}
      reasonNeed={w.release.recallNeed}
    />
  );
}
