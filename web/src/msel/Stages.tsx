import { Button, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Panel, State } from "../base/page";
import { lookup, w } from "../words";
import { Failure } from "../base/states";
import css from "./msel.module.css";
import { useAct, type PlanView } from "./queries";

type StageView = PlanView["stages"][number];

/** Stages shows where the plan stands and what each stage owes. */
export function Stages({ of, may }: { of: PlanView; may: boolean }) {
  const t = w.msel.plan;
  const at = of.stages.findIndex((s) => s.stage === of.plan.stage);
  const next = of.stages[at + 1];
  return (
    <Panel title={t.stages} lead={t.stagesLead} actions={may && next && <Advance of={of} from={of.stages[at] as StageView} to={next} />}>
      <ol className={css.stages}>
        {of.stages.map((s, i) => (
          <li key={s.stage} className={css.stage} data-now={i === at || undefined} aria-current={i === at ? "step" : undefined}>
            <h3>{lookup(t.stage, s.stage)}</h3>
            <State tone={i === at ? "warn" : i < at ? "good" : "plain"}>{i === at ? t.now : i < at ? t.over : t.ahead}</State>
            {of.plan.steps?.filter((x) => x.to === s.stage && x.reason).map((x) => (
              <p key={x.at} className={css.soft}>
                {x.by}: {x.reason}
              </p>
            ))}
            <ul className={css.products}>
              {s.products.map((id) => (
                <Product key={id} id={id} of={of} may={may} />
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Product({ id, of, may }: { id: string; of: PlanView; may: boolean }) {
  const t = w.msel.plan;
  const p = of.plan.products?.find((x) => x.id === id);
  const name = lookup(t.product, id);
  const [text, setText] = useState(p?.text ?? "");
  const [reference, setReference] = useState(p?.reference ?? "");
  const path = { params: { path: { id } } };
  const write = useAct((_: undefined) => take(api.PUT("/exercise/plan/products/{id}", { ...path, body: { version: of.version, text, reference } })));
  const approve = useAct((_: undefined) => take(api.POST("/exercise/plan/products/{id}/approve", { ...path, body: { version: of.version } })));
  return (
    <li>
      <p className={css.strong}>{name}</p>
      <State tone={!p ? "bad" : p.approved_by ? "good" : "warn"}>{!p ? t.missing : p.approved_by ? t.approved(p.approved_by) : t.draft(p.by)}</State>
      {p?.reference && <p className={css.soft}>{p.reference}</p>}
      {may && (
        <div className={css.row}>
          <Confirm open={t.write} title={t.writeTitle(name)} text={t.writeText} go={t.save} act={write} args={undefined} disabled={text.trim() === "" && reference.trim() === ""}>
            <Textarea label={t.text} autosize minRows={5} maxRows={18} data-autofocus value={text} onChange={(e) => setText(e.currentTarget.value)} />
            <TextInput label={t.reference} maxLength={200} value={reference} onChange={(e) => setReference(e.currentTarget.value)} />
          </Confirm>
          {p && !p.approved_by && (
            <Button variant="default" loading={approve.isPending} onClick={() => approve.mutate(undefined)}>
              {t.approve}
            </Button>
          )}
        </div>
      )}
      {approve.error && <Failure of={approve.error} />}
    </li>
  );
}

function Advance({ of, from, to }: { of: PlanView; from: StageView; to: StageView }) {
  const t = w.msel.plan;
  const [why, setWhy] = useState("");
  const missing = from.missing.map((id) => lookup(t.product, id)).join(", ");
  const run = useAct((_: undefined) => take(api.POST("/exercise/plan/advance", { body: { version: of.version, ...(why.trim() && { reason: why.trim() }) } })));
  const name = t.advance(lookup(t.stage, to.stage));
  return (
    <Confirm open={name} title={name} text={missing ? `${t.advanceText} ${t.advanceMissing(missing)}` : t.advanceText} go={name} act={run} args={undefined} disabled={missing !== "" && why.trim() === ""} onDone={() => setWhy("")}>
      {missing && <Textarea label={t.why} required autosize minRows={2} maxLength={2000} data-autofocus value={why} onChange={(e) => setWhy(e.currentTarget.value)} />}
    </Confirm>
  );
}
