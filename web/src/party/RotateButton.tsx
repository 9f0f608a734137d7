import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { w } from "../words";

/** RotateButton gives an office of this node a new key, after saying what follows from it. */
export function RotateButton({ office, name }: { office: string; name: string }) {
  const client = useQueryClient();
  const rotate = useMutation({
    mutationFn: (reason: string) => take(api.POST("/keys/offices/{office}/rotate", { params: { path: { office } }, body: { reason } })),
    onSuccess: () => void client.invalidateQueries({ predicate: (q) => ["key", "party"].includes(String(q.queryKey[0])) }),
  });
  return (
    <Confirm
      open={w.keyring.rotate}
      title={w.keyring.rotateTitle(name)}
      text={w.keyring.rotateText(name)}
      go={w.keyring.rotateGo}
      act={rotate}
      args={(reason) => reason}
      grave
      reason={w.keyring.rotateReason}
      reasonNeed={w.keyring.rotateNeed}
      type={{ label: w.keyring.rotateType(office), word: office }}
    >
      <p>{w.keyring.rotateOpen}</p>
    </Confirm>
  );
}
