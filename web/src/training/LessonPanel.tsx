import { Button } from "@mantine/core";
import { api, take } from "../base/api";
import { Panel, State } from "../base/page";
import { Failure } from "../base/states";
import { When } from "../base/time";
import { inOwn } from "../warning/standing";
import { w } from "../words";
import { Go } from "./Go";
import { Material } from "./Material";
import { Into } from "./Practice";
import { Quiz } from "./Quiz";
import { useLearn, type Course, type Lesson } from "./queries";
import { after, lessonTone } from "./standing";
import { Tasks } from "./Tasks";
import { Text } from "./Text";
import css from "./training.module.css";

/** LessonPanel is one lesson: what it says, and what is to be done in it. */
export function LessonPanel({ course, of, go }: { course: Course; of: Lesson; go: (id: string) => void }) {
  const t = w.training;
  const next = of.state === "passed" ? after(course, of.id) : "";
  return (
    <Panel
      title={inOwn(of.title)}
      lead={
        <>
          <State tone={lessonTone(of)}>{of.failed ? t.lesson.failed : t.lessonState[of.state]}</State>
          {of.state === "passed" && of.passed && (
            <>
              {" "}
              <When at={of.passed} />
            </>
          )}
        </>
      }
    >
      {of.state === "locked" ? (
        <p>{course.enrolment ? t.lesson.locked : t.lesson.first}</p>
      ) : (
        <div className={css.lesson}>
          {of.text && <Text>{inOwn(of.text)}</Text>}
          {of.material && of.state === "open" && <Material of={of.material} />}
          {of.link && !course.practice && (
            <p>
              <Go to={of.link}>{t.lesson.open}</Go>
            </p>
          )}
          {of.link && course.practice && of.kind !== "task" && (
            <p>
              <Into room={course.practice} to={of.link}>
                {t.practice.lookThere}
              </Into>
            </p>
          )}
          {of.kind === "quiz" && <Quiz course={course.id} of={of} />}
          {of.kind === "task" && <Tasks of={of} room={course.practice} />}
          {of.kind === "reading" && of.state === "open" && <Read course={course.id} of={of} done={(c) => go(after(c, of.id) || of.id)} />}
          {next !== "" && (
            <div className={css.row}>
              <Button onClick={() => go(next)}>{t.lesson.next}</Button>
            </div>
          )}
        </div>
      )}
    </Panel>
  );
}

function Read({ course, of, done }: { course: string; of: Lesson; done: (c: Course) => void }) {
  const run = useLearn(course, (_: undefined) => take(api.POST("/training/courses/{id}/lessons/{lesson}/read", { params: { path: { id: course, lesson: of.id } } })));
  return (
    <div className={css.row}>
      <Button onClick={() => run.mutate(undefined, { onSuccess: done })} loading={run.isPending}>
        {w.training.lesson.read}
      </Button>
      {run.error && <Failure of={run.error} />}
    </div>
  );
}
