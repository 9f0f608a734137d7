import { useQuery } from "@tanstack/react-query";
import { chosen, enterRealm } from "../base/realm";
import { say, fill } from "../words/say";
import { inOwn } from "../warning/standing";
import { w } from "../words";
import { missing } from "./Practice";
import { practicesQuery } from "./practice";
import css from "./bar.module.css";

/** PracticeBar stands over every page of a practice realm: its course, the step that is open and what is missing of it, and the way back. */
export function PracticeBar({ course }: { course: string }) {
  const { data } = useQuery(practicesQuery(true));
  const p = w.training.practice;
  const here = data?.items.find((x) => x.realm === chosen());
  const lesson = here?.lesson;
  const open = lesson?.tasks?.find((x) => !x.done);
  return (
    <div className={css.strip} role="region" aria-label={p.title}>
      <span className={css.say} role="status">
        {data && (
          <>
            <strong>{here ? inOwn(here.title) : p.barOver}</strong>
            {here && <span>{w.training.lessonsOf(here.passed, here.lessons)}</span>}
            {lesson && (
              <span>
                <strong>{inOwn(lesson.title)}</strong>: {missing(lesson)}
                {open?.lacks ? `. ${inOwn(open.lacks)}` : open?.why && lesson.kind === "task" ? `. ${say(fill(open.why.format, open.why.args), open.why)}` : ""}
              </span>
            )}
          </>
        )}
      </span>
      <button type="button" className={css.back} onClick={() => enterRealm("live", `/training/${encodeURIComponent(course)}`)}>
        {p.back}
      </button>
    </div>
  );
}
