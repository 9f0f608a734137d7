import { NumberInput, Radio, Select, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Code, Panel, State, type Tone } from "../base/page";
import { useMay } from "../base/session";
import { Ready } from "../base/states";
import { lookup, w } from "../words";
import { say } from "../words/say";
import { stamp } from "./clock";
import css from "./conduct.module.css";
import { judgementsQuery, useDo, type Judgement } from "./queries";

const tones: Record<Judgement["state"], Tone> = { met: "good", "not-met": "bad", open: "plain", none: "warn" };

/** Judgements lists the criteria of a team or an inject, why each stands as it does, and lets graders grade and override. */
export function Judgements({ team, inject }: { team: string; inject: string }) {
  const j = w.conduct.judged;
  const query = useQuery(judgementsQuery(team, inject));
  return (
    <Panel title={team ? j.ofTeam(team) : j.title} lead={j.lead} flush>
      <Ready of={query}>
        {(data) =>
          data.items.length === 0 ? (
            <p className={css.pad}>{j.none}</p>
          ) : (
            <ul className={css.judged}>
              {data.items.map((x) => (
                <li key={`${x.inject} ${x.criterion} ${x.team}`}>
                  <One of={x} />
                </li>
              ))}
            </ul>
          )
        }
      </Ready>
    </Panel>
  );
}

function One({ of }: { of: Judgement }) {
  const j = w.conduct.judged;
  const may = useMay("exercise.grade");
  return (
    <>
      <p className={css.judgedHead}>
        <State tone={tones[of.state]}>{lookup(j.state, of.state)}</State>
        <span className={css.points}>{j.points(of.got, of.points)}</span>
        <strong>{of.name}</strong>
        <Code>{of.team}</Code>
      </p>
      <p className={css.soft}>
        {of.number} {of.title} · {stamp(of.sent_ms)}
        {of.until_ms !== undefined && ` · ${j.until(stamp(of.until_ms))}`}
      </p>
      {of.by_hand && (
        <p>
          {j.byHand(of.by_hand.by)} {of.by_hand.reason}
        </p>
      )}
      <ul className={css.why} aria-label={j.why} data-over={of.by_hand ? true : undefined}>
        {of.rule.why.map((p, i) => (
          <li key={p.format + i}>{say(of.rule.text[i] ?? "", p)}</li>
        ))}
        {of.rule.why.length === 0 && <li>{lookup(j.waits, of.strategy)}</li>}
      </ul>
      {of.grades.map((g) => (
        <p key={g.at} className={css.text}>
          {g.by}, {stamp(g.time_ms)}: {g.observed} {g.note && <span className={css.soft}>{g.note}</span>}
        </p>
      ))}
      {may && (
        <div className={css.buttons}>
          {of.strategy === "human" && <Grade of={of} />}
          <Override of={of} />
        </div>
      )}
    </>
  );
}

/** Grade is the grader's form: what was observed, when it was, and the level of the rubric. */
function Grade({ of }: { of: Judgement }) {
  const g = w.conduct.grade;
  const [level, setLevel] = useState<number | null>(null);
  const [observed, setObserved] = useState("");
  const [note, setNote] = useState("");
  const run = useDo((_: undefined) => take(api.POST("/exercise/judgements/grade", { body: { inject: of.inject, criterion: of.criterion, team: of.team, level: level ?? 0, observed: observed.trim(), ...(note.trim() && { note: note.trim() }) } })));
  return (
    <Confirm open={of.grades.length > 0 ? g.again : g.open} title={g.title(of.team)} text={of.expected ? g.expected(of.expected) : g.text} go={g.go} act={run} args={undefined} disabled={level === null || observed.trim() === ""} onDone={() => setObserved("")}>
      {of.rubric.length > 0 ? (
        <Radio.Group label={of.name} value={level === null ? "" : String(level)} onChange={(v) => setLevel(Number(v))}>
          {of.rubric.map((l, i) => (
            <Radio key={l.words} value={String(i)} label={g.level(l.points, l.words)} mt="xs" />
          ))}
        </Radio.Group>
      ) : (
        <NumberInput label={g.points(of.points)} min={0} max={of.points} value={level ?? ""} onChange={(v) => setLevel(v === "" ? null : Number(v))} />
      )}
      <Textarea label={g.observed} required autosize minRows={2} maxLength={8000} value={observed} onChange={(e) => setObserved(e.currentTarget.value)} />
      <Textarea label={g.note} autosize minRows={1} maxLength={8000} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
    </Confirm>
  );
}

/** Override sets by hand what counts; what the rule says stays beside it. */
function Override({ of }: { of: Judgement }) {
  const o = w.conduct.override;
  const [state, setState] = useState<"met" | "not-met" | "none">("met");
  const [points, setPoints] = useState<number | string>(of.points);
  const which = { inject: of.inject, criterion: of.criterion, team: of.team };
  const run = useDo((reason: string) => take(api.POST("/exercise/judgements/override", { body: { ...which, state, points: state === "none" ? 0 : Number(points) || 0, reason } })));
  const back = useDo((reason: string) => take(api.POST("/exercise/judgements/restore", { body: { ...which, reason } })));
  return (
    <>
      <Confirm open={o.open} title={o.title} text={o.text} go={o.go} act={run} args={(r: string) => r} reason={o.reason} reasonNeed={w.agreement.reasonNeed}>
        <Select label={o.state} data={(["met", "not-met", "none"] as const).map((s) => ({ value: s, label: lookup(w.conduct.judged.state, s) }))} value={state} onChange={(v) => setState((v ?? "met") as typeof state)} allowDeselect={false} />
        {state !== "none" && <NumberInput label={w.conduct.grade.points(of.points)} min={0} max={of.points} value={points} onChange={setPoints} />}
      </Confirm>
      {of.by_hand && <Confirm open={o.back} title={o.backTitle} text={o.backText} go={o.back} act={back} args={(r: string) => r} reason={o.reason} reasonNeed={w.agreement.reasonNeed} />}
    </>
  );
}
