import { Code } from "../base/page";
import { lookup, w } from "../words";
import css from "./flow.module.css";
import type { Agent, Step } from "./queries";
import { duration } from "./standing";

/** StepText shows what a step says: what is to be done, by whom, about what, and in which time. */
export function StepText({ of, agents, values }: { of: Step; agents: Agent[]; values?: (name: string) => string | undefined }) {
  const agent = agents.find((a) => a.id === of.agent && !a.target);
  const targets = of.targets.map((id) => agents.find((a) => a.id === id)).filter((a) => a !== undefined);
  return (
    <div className={css.text}>
      {of.description && <p>{of.description}</p>}
      {of.condition && (
        <p>
          {w.playbook.condition} <code className={css.inline}>{of.condition}</code>
        </p>
      )}
      {of.playbook && (
        <p>
          {w.playbook.follow} <Code>{of.playbook}</Code>
        </p>
      )}
      {of.commands.map((c, i) => (
        <figure key={i} className={css.command}>
          <figcaption>{c.manual ? w.playbook.byPeople : w.playbook.byTooling(c.type)}</figcaption>
          {c.description && <p>{c.description}</p>}
          <pre tabIndex={0} aria-label={w.playbook.command}>
            {c.text}
          </pre>
        </figure>
      ))}
      <dl className={css.facts}>
        {of.uses.map((name) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{values ? (values(name) ?? w.playbook.noValue) : (of.variables.find((v) => v.name === name)?.value ?? "")}</dd>
          </div>
        ))}
        {agent && (
          <div>
            <dt>{w.playbook.agent}</dt>
            <dd>
              <Who of={agent} />
            </dd>
          </div>
        )}
        {targets.map((t) => (
          <div key={t.id}>
            <dt>{w.playbook.target}</dt>
            <dd>
              <Who of={t} />
            </dd>
          </div>
        ))}
        {of.owner && (
          <div>
            <dt>{w.playbook.owner}</dt>
            <dd>{of.owner}</dd>
          </div>
        )}
        {(of.delay ?? 0) > 0 && (
          <div>
            <dt>{w.playbook.delay}</dt>
            <dd>{duration(of.delay ?? 0)}</dd>
          </div>
        )}
        {(of.timeout ?? 0) > 0 && (
          <div>
            <dt>{w.playbook.timeout}</dt>
            <dd>{duration(of.timeout ?? 0)}</dd>
          </div>
        )}
        {of.gives.length > 0 && (
          <div>
            <dt>{w.playbook.gives}</dt>
            <dd>
              <code>{of.gives.join(", ")}</code>
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function Who({ of }: { of: Agent }) {
  return (
    <>
      {of.name} <span className={css.soft}>{lookup(w.playbook.agents, of.type)}</span>
      {[...of.contact, ...of.address].map((c) => (
        <span key={c} className={css.contact}>
          {c}
        </span>
      ))}
    </>
  );
}
