import { Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { useSession } from "../base/session";
import { partiesQuery } from "../federation/queries";
import { w } from "../words";

/** SucceedButton puts another office in the place of one of this node: an office that it has, or a new one. */
export function SucceedButton({ office, name }: { office: string; name: string }) {
  const client = useQueryClient();
  const own = useSession().party.code;
  const parties = useQuery(partiesQuery);
  const all = parties.data?.items.find((p) => p.code === own)?.offices ?? [];
  const powers = all.find((o) => o.id === office)?.powers ?? [];
  const able = all.filter((o) => o.id !== office && !o.succeeded_by && powers.every((p) => o.powers.includes(p)));
  const [by, setBy] = useState("");
  const [id, setId] = useState("");
  const [called, setCalled] = useState("");
  const succeed = useMutation({
    mutationFn: (reason: string) => take(api.POST("/keys/offices/{office}/succeed", { params: { path: { office } }, body: { reason, by: by || id.trim(), ...(by === "" && { name: called.trim() }) } })),
    onSuccess: () => void client.invalidateQueries({ predicate: (q) => ["key", "party"].includes(String(q.queryKey[0])) }),
  });
  return (
    <Confirm
      open={w.keyring.succeed}
      title={w.keyring.succeedTitle(name)}
      text={w.keyring.succeedText(name)}
      go={w.keyring.succeedGo}
      act={succeed}
      args={(reason) => reason}
      grave
      reason={w.keyring.rotateReason}
      reasonNeed={w.keyring.rotateNeed}
      type={{ label: w.keyring.rotateType(office), word: office }}
    >
      <Select label={w.keyring.succeedBy} data={[{ value: "", label: w.keyring.succeedNew }, ...able.map((o) => ({ value: o.id, label: o.name }))]} value={by} onChange={(v) => setBy(v ?? "")} allowDeselect={false} />
      {by === "" && (
        <>
          <TextInput label={w.keyring.succeedId} description={w.keyring.succeedIdText} value={id} maxLength={50} onChange={(e) => setId(e.currentTarget.value)} />
          <TextInput label={w.keyring.succeedName} value={called} maxLength={200} onChange={(e) => setCalled(e.currentTarget.value)} />
        </>
      )}
    </Confirm>
  );
}
