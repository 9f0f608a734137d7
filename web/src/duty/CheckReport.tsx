import { Button, FileInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Code, Panel, State } from "../base/page";
import { Failure } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { Counted } from "./Counted";
import css from "./duty.module.css";
import type { DutyCheck } from "./queries";

/** CheckReport takes the report of another party and says what this node counts otherwise. */
export function CheckReport() {
  const [file, setFile] = useState<File | null>(null);
  const check = useMutation({
    mutationFn: async (f: File) => {
      const text = await f.text();
      // What is signed are the bytes: they are sent as they are.
      return take(api.POST("/duties/reports/check", { body: text as unknown as Record<string, unknown>, bodySerializer: () => text }));
    },
  });
  return (
    <Panel title={w.duty.check.title} lead={w.duty.check.lead}>
      <div className={css.ask}>
        <FileInput label={w.duty.check.file} accept="application/json,.json" value={file} onChange={(f) => (setFile(f), check.reset())} placeholder={w.duty.check.choose} />
        <Button disabled={!file} loading={check.isPending} onClick={() => file && check.mutate(file)}>
          {w.duty.check.do}
        </Button>
      </div>
      {check.error && <Failure of={check.error} />}
      {check.data && <Found of={check.data} />}
    </Panel>
  );
}

function Found({ of }: { of: DutyCheck }) {
  return (
    <div role="status">
      <p>
        <State tone={of.differs.length === 0 ? "good" : "bad"}>{of.differs.length === 0 ? w.duty.check.same : w.duty.check.differs(of.differs.length)}</State> {w.duty.check.made(of.maker)} <When at={of.made} />
      </p>
      <p className={css.soft}>
        {w.duty.check.key} <Code>{of.key}</Code>
      </p>
      <ul>
        {of.differs.map((d, i) => (
          <li key={i}>
            <Code>{d.party}</Code> {d.provision} <When at={d.at} /> {lookup(w.duty.check.kind, d.kind)} {[d.theirs, d.ours].filter(Boolean).map((s) => lookup(w.duty.state, s)).join(" / ")}
          </li>
        ))}
      </ul>
      <Counted of={of.report} />
    </div>
  );
}
