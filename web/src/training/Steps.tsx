import { useRef } from "react";
import { CheckIcon } from "../base/icons";
import { useLines } from "../base/lines";
import { Panel } from "../base/page";
import { inOwn } from "../warning/standing";
import { w } from "../words";
import { Bar } from "./Bar";
import type { Course } from "./queries";
import css from "./training.module.css";

/** Steps lists a course's lessons; j and k move among them, Enter opens one. */
export function Steps({ of, at, go }: { of: Course; at: string; go: (id: string) => void }) {
  const box = useRef<HTMLOListElement>(null);
  useLines(box);
  const t = w.training;
  return (
    <Panel title={t.lessons}>
      <Bar part={of.passed} of={of.lessons}>
        {t.lessonsOf(of.passed, of.lessons)}
      </Bar>
      <ol className={css.steps} ref={box}>
        {of.steps.map((l, i) => (
          <li key={l.id}>
            <button type="button" data-line data-state={l.failed ? "failed" : l.state} aria-current={l.id === at ? "step" : undefined} onClick={() => go(l.id)}>
              <span className={css.number} aria-hidden="true">
                {l.state === "passed" ? <CheckIcon size={14} /> : i + 1}
              </span>
              <span>
                <span className={css.strong}>{inOwn(l.title)}</span>
                <span className={css.soft}>
                  {t.kind[l.kind]} · {l.failed ? t.lesson.failed : t.lessonState[l.state]}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
