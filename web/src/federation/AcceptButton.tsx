import { Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { w } from "../words";

/** AcceptButton takes an invitation and, where they were compared already, the other side's words. */
export function AcceptButton() {
  const client = useQueryClient();
  const [invitation, setInvitation] = useState("");
  const [words, setWords] = useState("");
  const accept = useMutation({
    mutationFn: () => take(api.POST("/peers/accept", { body: { invitation: invitation.trim(), ...(words.trim() && { words: words.trim() }) } })),
    onSuccess: () => {
      setInvitation("");
      setWords("");
      void client.invalidateQueries({ predicate: (q) => ["peer", "party", "audience"].includes(String(q.queryKey[0])) });
    },
  });
  return (
    <Confirm open={w.peers.accept} title={w.peers.acceptTitle} text={w.peers.acceptText} go={w.peers.acceptDo} act={accept} args={undefined} disabled={invitation.trim() === ""}>
      <Textarea label={w.peers.acceptField} autosize minRows={4} maxRows={12} spellCheck={false} autoComplete="off" data-autofocus value={invitation} onChange={(e) => setInvitation(e.currentTarget.value)} classNames={{ input: "mono" }} />
      <Textarea label={w.peers.acceptWords} description={w.peers.acceptWordsHint} autosize minRows={2} spellCheck={false} autoComplete="off" value={words} onChange={(e) => setWords(e.currentTarget.value)} />
    </Confirm>
  );
}
