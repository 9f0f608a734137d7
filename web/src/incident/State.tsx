import { Select, Textarea } from "@mantine/core";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { w, lookup } from "../words";
import { DescribeFields, description, draftOf, type Draft } from "./DescribeFields";
import { useAct, type Room } from "./queries";

const states = ["open", "contained", "eradicated", "recovered"] as const;
type Standing = (typeof states)[number];

/** StateButton says where the incident stands. */
export function StateButton({ of }: { of: Room }) {
  const [state, setState] = useState<Standing>("contained");
  const [text, setText] = useState("");
  const run = useAct((_: undefined) => take(api.POST("/incidents/{id}/state", { params: { path: { id: of.id } }, body: { state, ...(text.trim() && { text: text.trim() }) } })));
  return (
    <Confirm open={w.incident.change.open} title={w.incident.change.title} text={w.incident.change.text} go={w.incident.change.do} act={run} args={undefined} disabled={state === of.state} onDone={() => setText("")}>
      <Select label={w.incident.change.state} data={states.map((s) => ({ value: s, label: lookup(w.incident.state, s) }))} value={state} onChange={(v) => setState((v ?? "open") as Standing)} allowDeselect={false} />
      <Textarea label={w.incident.change.why} autosize minRows={2} maxLength={10000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
    </Confirm>
  );
}

/** CloseButton closes the incident, or takes a closed one up again. */
export function CloseButton({ of }: { of: Room }) {
  const params = { path: { id: of.id } };
  const close = useAct((text: string) => take(api.POST("/incidents/{id}/state", { params, body: { state: "closed", text } })));
  const reopen = useAct((text: string) => take(api.POST("/incidents/{id}/reopen", { params, body: { text } })));
  const c = w.incident.change;
  if (of.state === "closed") return <Confirm open={c.reopen} title={c.reopenTitle} text={c.reopenText} go={c.reopenDo} act={reopen} args={(text: string) => text} reason={c.why} reasonNeed={w.agreement.reasonNeed} />;
  return <Confirm open={c.close} title={c.closeTitle} text={c.closeText} go={c.closeDo} act={close} args={(text: string) => text} reason={c.why} reasonNeed={w.agreement.reasonNeed} grave />;
}

/** DescribeButton says anew what the incident is about. */
export function DescribeButton({ of }: { of: Room }) {
  const [draft, setDraft] = useState<Draft | null>(null);
  const value = draft ?? draftOf(of);
  const run = useAct((_: undefined) => take(api.POST("/incidents/{id}/description", { params: { path: { id: of.id } }, body: description(value) })));
  return (
    <Confirm open={w.incident.describe.open} title={w.incident.describe.title} text={w.incident.describe.text} go={w.incident.describe.do} act={run} args={undefined} disabled={value.title.trim() === ""} onDone={() => setDraft(null)}>
      <DescribeFields value={value} set={setDraft} />
    </Confirm>
  );
}
