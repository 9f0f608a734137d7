import type { ReactNode } from "react";
import { State } from "../base/page";
import { lookup, w } from "../words";
import css from "./flow.module.css";
import { outline, type Item, type Lane } from "./outline";
import type { Agent, PlaybookPage, Step, Visit } from "./queries";
import { latest, toneOfVisit } from "./standing";
import { StepText } from "./StepText";

/** Flow draws a workflow from top to bottom, with its branches side by side where there is room; with visits it shows where a run stands. */
export function Flow({ of, visits }: { of: PlaybookPage; visits?: Visit[] }) {
  const seen = visits && latest(visits);
  const shared = { seen, agents: of.agents };
  return (
    <div className={css.flow} role="group" aria-label={w.playbook.flow}>
      <Sequence items={outline(of.workflow, of.start)} {...shared} />
      {of.exception && (
        <Lanes of={[{ how: "exception", key: "", items: outline(of.workflow, of.exception) }]} {...shared} />
      )}
    </div>
  );
}

interface Shared {
  seen: Map<string, Visit> | undefined;
  agents: Agent[];
}

function Sequence({ items, ...shared }: { items: Item[] } & Shared) {
  return (
    <ol className={css.sequence}>
      {items.map((item, i) => (
        <li key={i} className={css.item}>
          {"goto" in item ? (
            <a className={css.goto} href={`#${item.goto.id}`}>
              {w.playbook.goto(nameOf(item.goto))}
            </a>
          ) : (
            <>
              <Card step={item.step} {...shared}>
                {item.lanes.length > 0 && <Lanes of={item.lanes} {...shared} />}
              </Card>
              {item.way === "success" && <p className={css.way}>{w.playbook.how.success}</p>}
              {item.after.length > 0 && <Lanes of={item.after} {...shared} />}
            </>
          )}
        </li>
      ))}
    </ol>
  );
}

function Lanes({ of, ...shared }: { of: Lane[] } & Shared) {
  return (
    <div className={css.lanes}>
      {of.map((lane, i) => (
        <section key={i} className={css.lane}>
          <p className={css.laneName}>{laneName(lane, i)}</p>
          <Sequence items={lane.items} {...shared} />
        </section>
      ))}
    </div>
  );
}

function laneName(lane: Lane, i: number): string {
  if (lane.how === "branch") return w.playbook.branch(i + 1);
  if (lane.how === "case") return lane.key === "default" ? w.playbook.otherwise : w.playbook.case(lane.key);
  return lookup(w.playbook.how, lane.how);
}

/** nameOf is what a step is called: its name, or what it is. */
export function nameOf(step: Pick<Step, "name" | "type">): string {
  return step.name || lookup(w.playbook.type, step.type);
}

function Card({ step, seen, agents, children }: { step: Step; children?: ReactNode } & Shared) {
  const visit = seen?.get(step.id);
  if (step.type === "start" || step.type === "end") {
    return (
      <p className={css.terminal}>
        {nameOf(step)}
      </p>
    );
  }
  return (
    <div className={css.card} data-state={visit?.state} data-type={step.type}>
      <details id={step.id}>
        <summary>
          <span className={css.name}>{nameOf(step)}</span> <span className={css.type}>{lookup(w.playbook.type, step.type)}</span>
          {visit && (
            <State tone={toneOfVisit(visit.state)}>
              {lookup(w.playbook.state, visit.state)}
              {visit.n > 1 && ` · ${w.playbook.time(visit.n)}`}
              {(visit.rounds ?? 0) > 0 && ` · ${w.playbook.rounds(visit.rounds ?? 0)}`}
            </State>
          )}
        </summary>
        <StepText of={step} agents={agents} />
      </details>
      {children}
      {step.type === "parallel" && <p className={css.join}>{w.playbook.join}</p>}
    </div>
  );
}
