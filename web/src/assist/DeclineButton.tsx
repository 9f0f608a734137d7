import { TextInput, Textarea } from "@mantine/core";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { w } from "../words";
import { useAct } from "./queries";

/** DeclineButton says no: declining needs no reason; a refusal cites national law. Either meets the duty to answer. */
export function DeclineButton({ id }: { id: string }) {
  const [text, setText] = useState("");
  const [law, setLaw] = useState("");
  const run = useAct(() => take(api.POST("/assist/requests/{id}/decline", { params: { path: { id } }, body: { ...(text.trim() && { text: text.trim() }), ...(law.trim() && { law: law.trim() }) } })));
  const a = w.assist.act.decline;
  return (
    <Confirm open={a.open} title={a.title} text={a.text} go={a.do} act={run} args={undefined}>
      <Textarea label={a.say} autosize minRows={2} maxLength={4000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
      <TextInput label={w.assist.law} description={w.assist.lawText} maxLength={300} value={law} onChange={(e) => setLaw(e.currentTarget.value)} />
    </Confirm>
  );
}
