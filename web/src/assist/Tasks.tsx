import { api, take } from "../base/api";
import { Code, Panel, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { When } from "../base/time";
import { w } from "../words";
import { Acting } from "./Acting";
import css from "./assist.module.css";
import type { Case, RequestPage } from "./queries";
import { isOver } from "./standing";

type Task = Case["tasks"][number];

/** Tasks shows what is to be done by whom; whoever takes part says that it is done, and who gave it can cancel it. */
export function Tasks({ of }: { of: RequestPage }) {
  const c = of.case;
  if (c.tasks.length === 0) return null;
  return (
    <Panel title={w.assist.tasks} flush>
      <ul className={css.list}>
        {c.tasks.map((t) => (
          <li key={t.id}>
            <span>
              <State tone={t.cancelled ? "plain" : t.done ? "good" : "warn"}>{t.cancelled ? w.assist.cancelled : t.done ? w.assist.done : w.assist.open}</State> <Code>{t.id}</Code> <Code>{t.party}</Code> {t.to && <>→ <Code>{t.to}</Code></>} <When at={t.at} />
            </span>
            <p className={css.said}>{t.text}</p>
            {t.why && <p className={css.soft}>{w.assist.because(t.why)}</p>}
            {!isOver(c) && <Acts id={c.id} of={t} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Acts({ id, of: t }: { id: string; of: Task }) {
  const own = useSession().party.code;
  const may = useMay("assist.deploy");
  if (!may || t.done || t.cancelled) return null;
  const note = (text: string, how: { done: true } | { cancelled: true }) => take(api.POST("/assist/requests/{id}/notes", { params: { path: { id } }, body: { text, task: t.id, ...how } }));
  return (
    <div className={css.row}>
      <Acting words={w.assist.act.taskDone} need act={(text) => note(text, { done: true })} />
      {t.party === own && <Acting words={w.assist.act.cancelTask} need grave act={(text) => note(text, { cancelled: true })} />}
    </div>
  );
}
