import { Button, Radio, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { State } from "../base/page";
import { useMay } from "../base/session";
import { Failure } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { nameOf } from "./Flow";
import css from "./playbook.module.css";
import type { RunPage, Step, Visit } from "./queries";
import { Clock } from "./RunTable";
import { branchesOf, skippable, statuses, valueOf, type Status } from "./standing";
import { StepText } from "./StepText";

/** OpenStep shows a step that waits for somebody, with its clock, and takes the answer. */
export function OpenStep({ run, step, visit }: { run: RunPage; step: Step; visit: Visit }) {
  const may = useMay("playbook.run");
  return (
    <article className={css.open} aria-label={nameOf(step)}>
      <div className={css.openHead}>
        <h3>
          {nameOf(step)}
          {visit.n > 1 && ` · ${w.playbook.time(visit.n)}`}
          {(visit.rounds ?? 0) > 0 && ` · ${w.playbook.rounds(visit.rounds ?? 0)}`}
        </h3>
        <span>
          {visit.due ? <Clock due={visit.due} /> : <span className={css.soft}>{w.playbook.noClock}</span>}{" "}
          <span className={css.soft}>
            {w.playbook.since} <When at={visit.opened} />
            {visit.starts !== visit.opened && (
              <>
                , {w.playbook.begins} <When at={visit.starts} />
              </>
            )}
          </span>
        </span>
      </div>
      <StepText of={step} agents={run.workflow.agents} values={(name) => valueOf(name, step, run.workflow, run.values)} />
      {visit.status && (
        <p className={css.openHead}>
          <span>
            <State tone="plain">{lookup(w.playbook.status, visit.status)}</State> {visit.by}: {visit.text}
          </span>
        </p>
      )}
      {may && <Answer key={visit.n} run={run.id} step={step} visit={visit} />}
    </article>
  );
}

/** Answer is the one form for what became of a step: a report, or the decision of a condition. */
function Answer({ run, step, visit }: { run: string; step: Step; visit: Visit }) {
  const client = useQueryClient();
  const decides = visit.waits === "decision";
  const [status, setStatus] = useState<Status | "decided">(decides ? "decided" : "successfully_executed");
  const [branch, setBranch] = useState("");
  const [text, setText] = useState("");
  const [reference, setReference] = useState("");
  const [values, setValues] = useState<Record<string, string>>({});
  const [tried, setTried] = useState(false);
  const done = (answer: RunPage) => {
    setText("");
    setReference("");
    setBranch("");
    setValues({});
    setTried(false);
    client.setQueryData(["playbook", "run", run], answer);
    return client.invalidateQueries({ queryKey: ["playbook"] });
  };
  const at = { step: step.id, visit: visit.n };
  const path = { path: { id: run } };
  const answer = useMutation({
    mutationFn: () => {
      const body = { ...at, text: text.trim(), ...(reference.trim() && { reference: reference.trim() }) };
      if (status === "decided") return take(api.POST("/playbooks/runs/{id}/decide", { params: path, body: { ...body, branch } }));
      const given = Object.fromEntries(Object.entries(values).filter(([, v]) => v !== ""));
      return take(api.POST("/playbooks/runs/{id}/report", { params: path, body: { ...body, status, values: given } }));
    },
    onSuccess: done,
  });
  const skip = useMutation({ mutationFn: (reason: string) => take(api.POST("/playbooks/runs/{id}/skip", { params: path, body: { ...at, text: reason } })), onSuccess: done });
  const undecided = status === "decided" && branch === "";
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (text.trim() !== "" && !undecided) answer.mutate();
  };
  const choices = decides ? [{ value: "decided", label: w.playbook.decided }, ...statuses.filter((s) => s !== "successfully_executed").map((s) => ({ value: s, label: lookup(w.playbook.status, s) }))] : statuses.map((s) => ({ value: s, label: lookup(w.playbook.status, s) }));
  return (
    <form className={css.answer} onSubmit={submit} noValidate aria-label={w.playbook.answerOf(nameOf(step))}>
      <Select label={w.playbook.outcome} data={choices} value={status} onChange={(v) => setStatus((v ?? status) as Status | "decided")} allowDeselect={false} />
      {status === "decided" && (
        <Radio.Group label={w.playbook.whichBranch} value={branch} onChange={setBranch} error={tried && undecided ? w.playbook.branchNeed : undefined}>
          <div className={css.acts}>
            {branchesOf(step).map((b) => (
              <Radio key={b} value={b} label={step.type === "switch-condition" ? (b === "default" ? w.playbook.otherwise : w.playbook.case(b)) : lookup(w.playbook.how, b)} />
            ))}
          </div>
        </Radio.Group>
      )}
      <Textarea label={status === "decided" ? w.playbook.why : w.playbook.what} autosize minRows={2} maxLength={2000} value={text} onChange={(e) => setText(e.currentTarget.value)} error={tried && text.trim() === "" ? w.playbook.textNeed : undefined} />
      {status !== "decided" &&
        step.gives.map((name) => <TextInput key={name} label={name} description={w.playbook.givesText} value={values[name] ?? ""} onChange={(e) => setValues({ ...values, [name]: e.currentTarget.value })} spellCheck={false} />)}
      <TextInput label={w.playbook.reference} description={w.playbook.referenceText} maxLength={200} value={reference} onChange={(e) => setReference(e.currentTarget.value)} />
      {answer.error && <Failure of={answer.error} />}
      <div className={css.acts}>
        <Button type="submit" loading={answer.isPending}>
          {w.playbook.do}
        </Button>
        {skippable(step) && <Confirm open={w.playbook.skip.open} title={w.playbook.skip.title(nameOf(step))} text={w.playbook.skip.text} go={w.playbook.skip.do} act={skip} args={(reason: string) => reason} reason={w.playbook.skip.reason} reasonNeed={w.agreement.reasonNeed} />}
      </div>
    </form>
  );
}
