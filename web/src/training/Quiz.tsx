import { Button, Checkbox, Radio, TextInput } from "@mantine/core";
import { useId, useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { State } from "../base/page";
import { Failure } from "../base/states";
import { inOwn } from "../warning/standing";
import { w } from "../words";
import { useLearn, type Lesson, type Question } from "./queries";
import css from "./training.module.css";

/** Quiz asks the questions of a lesson, and shows what came of each. */
export function Quiz({ course, of }: { course: string; of: Lesson }) {
  const again = useLearn(course, (_: undefined) => take(api.POST("/training/courses/{id}/lessons/{lesson}/again", { params: { path: { id: course, lesson: of.id } } })));
  const t = w.training.quiz;
  return (
    <>
      <p className={css.soft}>{t.needs(of.points, of.needed, of.of)}</p>
      <ol className={css.questions}>
        {of.questions?.map((q) => (
          <li key={`${q.id} ${of.sitting}`}>
            <Ask course={course} lesson={of.id} of={q} />
          </li>
        ))}
      </ol>
      {of.failed && (
        <div role="status" className={css.failed}>
          <p>{t.failed(of.points, of.needed)}</p>
          <Button onClick={() => again.mutate(undefined)} loading={again.isPending}>
            {t.again}
          </Button>
          {again.error && <Failure of={again.error} />}
        </div>
      )}
      {of.state === "passed" && <p role="status">{t.passed(of.points, of.of)}</p>}
    </>
  );
}

/** Ask is one question: its answer while it is open, its explanation afterwards. */
function Ask({ course, lesson, of }: { course: string; lesson: string; of: Question }) {
  const [chosen, setChosen] = useState<string[]>(of.last?.choices ?? []);
  const [text, setText] = useState(of.last?.text ?? "");
  const path = { id: course, lesson, question: of.id };
  const answer = useLearn(course, (_: undefined) => take(api.POST("/training/courses/{id}/lessons/{lesson}/questions/{question}/answer", { params: { path }, body: of.kind === "text" ? { text: text.trim() } : { choices: chosen } })));
  const submit = (e: FormEvent) => {
    e.preventDefault();
    answer.mutate(undefined);
  };
  const t = w.training.quiz;
  const ready = of.kind === "text" ? text.trim() !== "" : chosen.length > 0;
  return (
    <form className={css.question} onSubmit={submit}>
      {of.over ? <Given of={of} /> : <Fields of={of} chosen={chosen} choose={setChosen} text={text} write={setText} />}
      {of.hints.map((h, i) => (
        <p key={i} className={css.hint}>
          <strong>{t.hint}</strong> {inOwn(h)}
        </p>
      ))}
      {of.over ? (
        <Outcome of={of} />
      ) : (
        <>
          {of.tried && (
            <p role="status">
              <State tone="bad">{t.wrong}</State> {t.left(of.attempts)}
            </p>
          )}
          <div className={css.row}>
            <Button type="submit" disabled={!ready} loading={answer.isPending}>
              {t.answer}
            </Button>
            {of.next && <TakeHint course={course} lesson={lesson} of={of} />}
            <span className={css.soft}>
              {t.worth(of.points)}
              {!of.tried && ` · ${t.left(of.attempts)}`}
            </span>
          </div>
        </>
      )}
      {answer.error && <Failure of={answer.error} />}
    </form>
  );
}

function TakeHint({ course, lesson, of }: { course: string; lesson: string; of: Question }) {
  const hint = useLearn(course, (_: undefined) => take(api.POST("/training/courses/{id}/lessons/{lesson}/questions/{question}/hint", { params: { path: { id: course, lesson, question: of.id } } })));
  return (
    <>
      <Button variant="default" onClick={() => hint.mutate(undefined)} loading={hint.isPending}>
        {w.training.quiz.take(of.next?.cost ?? 0)}
      </Button>
      {hint.error && <Failure of={hint.error} />}
    </>
  );
}

interface FieldsOf {
  of: Question;
  chosen: string[];
  choose: (ids: string[]) => void;
  text: string;
  write: (s: string) => void;
}

function Fields({ of, chosen, choose, text, write }: FieldsOf) {
  const name = useId();
  const label = inOwn(of.text);
  const t = w.training.quiz;
  if (of.kind === "text") return <TextInput label={label} value={text} maxLength={1000} autoComplete="off" onChange={(e) => write(e.currentTarget.value)} />;
  if (of.kind === "multiple")
    return (
      <Checkbox.Group label={label} description={t.several} value={chosen} onChange={choose}>
        <div className={css.choices}>{of.choices?.map((c) => <Checkbox key={c.id} value={c.id} label={inOwn(c.text)} />)}</div>
      </Checkbox.Group>
    );
  return (
    <Radio.Group label={label} name={name} value={chosen[0] ?? ""} onChange={(v) => choose([v])}>
      <div className={css.choices}>{of.choices?.map((c) => <Radio key={c.id} value={c.id} label={inOwn(c.text)} />)}</div>
    </Radio.Group>
  );
}

/** Given shows a question that is over: what was said, and what is right. */
function Given({ of }: { of: Question }) {
  const t = w.training.quiz;
  const said = of.last?.choices ?? [];
  return (
    <>
      <p className={css.strong}>{inOwn(of.text)}</p>
      {of.kind === "text" && <p>{t.said(of.last?.text ?? "")}</p>}
      <ul className={css.choices}>
        {of.choices?.map((c) => (
          <li key={c.id} className={css.row}>
            <span className={said.includes(c.id) ? css.strong : undefined}>{inOwn(c.text)}</span>
            <State tone={c.right ? "good" : "plain"}>{c.right ? t.isRight : t.isWrong}</State>
            {said.includes(c.id) && <span className={css.soft}>{t.yours}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Outcome({ of }: { of: Question }) {
  const t = w.training.quiz;
  return (
    <div role="status" className={css.outcome}>
      <p>
        <State tone={of.right ? "good" : "bad"}>{of.right ? t.right : t.notRight}</State> {t.earned(of.points)}
      </p>
      {of.accept && !of.right && <p>{t.accept(of.accept)}</p>}
      {of.why && <p className={css.plain}>{inOwn(of.why)}</p>}
    </div>
  );
}
