import { Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { useMay } from "../base/session";
import { w } from "../words";

/** CompareButton records that a person compared a party's words. The words are typed as heard: they are not shown, so that nobody confirms what was only seen here. */
export function CompareButton({ party, words }: { party: string; words: string[] }) {
  const client = useQueryClient();
  const may = useMay("party.manage");
  const [heard, setHeard] = useState("");
  const confirm = useMutation({
    mutationFn: (text: string) => take(api.POST("/parties/{code}/confirm", { params: { path: { code: party } }, body: { words: text } })),
    onSuccess: () => {
      setHeard("");
      void client.invalidateQueries({ predicate: (q) => ["party", "peer"].includes(String(q.queryKey[0])) });
    },
  });
  if (!may) return null;
  const enough = heard.trim().split(/[\s-]+/).filter(Boolean).length >= words.length;
  return (
    <Confirm open={w.peers.compare} title={w.peers.compareTitle(party)} text={w.peers.compareText(party)} go={w.peers.compareDo} act={confirm} args={() => heard.trim()} disabled={!enough}>
      <Textarea label={w.peers.compareField} autosize minRows={2} spellCheck={false} autoComplete="off" value={heard} onChange={(e) => setHeard(e.currentTarget.value)} />
    </Confirm>
  );
}
