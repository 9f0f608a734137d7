import { Checkbox } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { w } from "../words";

/** RotateLinkButton gives this node a new link key, after saying what follows from it, with or without an overlap. */
export function RotateLinkButton() {
  const client = useQueryClient();
  const [atOnce, setAtOnce] = useState(false);
  const rotate = useMutation({
    mutationFn: (reason: string) => take(api.POST("/keys/link/rotate", { body: { reason, at_once: atOnce } })),
    onSuccess: () => void client.invalidateQueries({ predicate: (q) => ["key", "party"].includes(String(q.queryKey[0])) }),
  });
  return (
    <Confirm
      open={w.keyring.rotateLink}
      title={w.keyring.rotateLinkTitle}
      text={w.keyring.rotateLinkText}
      go={w.keyring.rotateGo}
      act={rotate}
      args={(reason) => reason}
      grave
      reason={w.keyring.rotateReason}
      reasonNeed={w.keyring.rotateNeed}
      onDone={() => setAtOnce(false)}
    >
      <Checkbox label={w.keyring.atOnce} description={w.keyring.atOnceText} checked={atOnce} onChange={(e) => setAtOnce(e.currentTarget.checked)} />
    </Confirm>
  );
}
