import { Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Empty } from "../base/states";
import { localInput, parse, When } from "../base/time";
import { lookup, w } from "../words";
import { instant, Moment } from "./Fields";
import css from "./incident.module.css";
import { useAct, type Clock, type Room } from "./queries";
import { clockTone } from "./standing";

/** Clocks shows the clocks of NIS2 with what was done and when. */
export function Clocks({ of }: { of: Room }) {
  const may = useMay("incident.write");
  const c = w.incident.clocks;
  const run = useAct((applies: boolean) => take(api.POST("/incidents/{id}/obligation", { params: { path: { id: of.id } }, body: { applies } })));
  const aware = parse(of.aware) !== null;
  return (
    <Panel
      id="clocks"
      title={c.title}
      lead={c.lead}
      actions={may && (of.obliged ? <Confirm open={c.stop} title={c.stopTitle} text={c.stopText} go={c.stopDo} act={run} args={false} /> : aware && <Confirm open={c.run} title={c.runTitle} text={c.runText} go={c.runDo} act={run} args={true} />)}
    >
      {of.clocks.length === 0 ? (
        <Empty title={c.none} text={aware ? c.noneText : c.noAware} />
      ) : (
        <ul className={css.list}>
          {of.clocks.map((k) => (
            <li key={k.step}>
              <State tone={clockTone(k, new Date())}>{lookup(c.step, k.step)}</State>
              <p className={css.soft}>
                {c.due} <When at={k.due} />
                {k.late && !k.done && `, ${c.over}`}
                {k.provisional && ` (${c.provisional})`}
              </p>
              {k.done && (
                <p>
                  {c.done} <When at={k.done} />
                  {k.late && `, ${c.late}`}
                  {k.reference && `, ${k.reference}`}
                </p>
              )}
              {may && !k.done && (
                <div className={css.acts}>
                  <Did of={k} id={of.id} />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Did({ of, id }: { of: Clock; id: string }) {
  const [at, setAt] = useState(() => localInput(new Date().toISOString()));
  const [reference, setReference] = useState("");
  const [text, setText] = useState("");
  const c = w.incident.clocks;
  const run = useAct((_: undefined) => take(api.POST("/incidents/{id}/steps", { params: { path: { id } }, body: { step: of.step, at: instant(at) ?? "", ...(reference.trim() && { reference: reference.trim() }), ...(text.trim() && { text: text.trim() }) } })));
  return (
    <Confirm open={c.did} title={c.didTitle(lookup(c.step, of.step))} text={c.didText} go={c.didDo} act={run} args={undefined} disabled={at === ""}>
      <Moment label={c.at} value={at} set={setAt} />
      <TextInput label={c.reference} maxLength={300} value={reference} onChange={(e) => setReference(e.currentTarget.value)} />
      <Textarea label={w.incident.evidence.more} autosize minRows={2} maxLength={10000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
    </Confirm>
  );
}
