import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useHappenings } from "../base/live";
import { State } from "../base/page";
import { When } from "../base/time";
import { inOwn } from "../warning/standing";
import { w } from "../words";
import { fill, say } from "../words/say";
import { Go } from "./Go";
import { Into } from "./Practice";
import type { Room } from "./practice";
import type { Lesson, Task } from "./queries";
import css from "./training.module.css";

/** Tasks are things to do on the node itself, or in a practice realm. The journal ticks them off; whatever happens on the node, the page asks what is missing still. */
export function Tasks({ of, room }: { of: Lesson; room?: Room }) {
  const client = useQueryClient();
  const renew = useCallback(() => void client.invalidateQueries({ queryKey: ["training", "course"] }), [client]);
  useHappenings(renew);
  const t = w.training.task;
  return (
    <>
      <ul className={css.tasks} aria-label={t.title}>
        {of.tasks?.map((x) => (
          <li key={x.id} data-done={x.done !== undefined || undefined}>
            <div className={css.taskHead}>
              <span className={css.strong}>{inOwn(x.title)}</span>
              {x.done ? <State tone="good">{t.done}</State> : <State tone="warn">{t.open}</State>}
            </div>
            <Reason of={x} />
            {x.link && !x.done && !room && <Go to={x.link}>{t.go}</Go>}
            {x.link && !x.done && room && (
              <Into room={room} to={x.link}>
                {w.training.practice.goThere}
              </Into>
            )}
          </li>
        ))}
      </ul>
      <p className={css.soft}>{room ? w.training.practice.live : t.live}</p>
    </>
  );
}

function Reason({ of }: { of: Task }) {
  const t = w.training.task;
  if (of.done?.seq === 0)
    return (
      <p className={css.soft}>
        {w.training.practice.doneThere} <When at={of.done.at} />
      </p>
    );
  if (of.done)
    return (
      <p className={css.soft}>
        {t.by(of.done.seq)} <code>{of.done.kind}</code>, <When at={of.done.at} />
      </p>
    );
  if (!of.why) return null;
  return (
    <p className={css.soft}>
      {say(fill(of.why.format, of.why.args), of.why)}. {of.lacks && inOwn(of.lacks)}
    </p>
  );
}
