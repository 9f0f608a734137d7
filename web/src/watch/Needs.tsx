import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useLines } from "../base/lines";
import { Panel, State, type Tone } from "../base/page";
import { useSession } from "../base/session";
import { Empty } from "../base/states";
import { full, parse, utc, When } from "../base/time";
import { lookup, w } from "../words";
import type { Said } from "../words/en/watch";
import { left, useNow } from "./clock";
import { useHeld } from "./held";
import type { Need } from "./queries";
import css from "./watch.module.css";

const keyOf = (n: Need) => n.key;
const tones: Record<string, Tone> = { broken: "bad", act: "warn", waiting: "plain" };

/** Needs lists what needs somebody now. It does not move under whoever is at it. */
export function Needs({ of, ahead }: { of: Need[]; ahead: number }) {
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  const held = useHeld(of, keyOf);
  const now = useNow(of.some((n) => n.due !== undefined)) - ahead;
  return (
    <Panel title={w.watch.needs} lead={w.watch.needsLead} actions={<span className={css.count}>{w.watch.needsCount(of.length)}</span>} flush>
      <div ref={box} {...held.at}>
        {held.fresh > 0 && (
          <button type="button" className={css.more} onClick={held.show}>
            {w.watch.fresh(held.fresh)}
          </button>
        )}
        {held.rows.length === 0 ? (
          <Empty title={w.watch.nothing} text={w.watch.nothingText} />
        ) : (
          <ol className={css.needs} aria-label={w.watch.needsList}>
            {held.rows.map(({ of: need, gone }) => (
              <li key={need.key}>
                <NeedLine of={need} gone={gone} now={now} />
              </li>
            ))}
          </ol>
        )}
      </div>
    </Panel>
  );
}

function NeedLine({ of, gone, now }: { of: Need; gone: boolean; now: number }) {
  const said: Said = { party: of.party ?? "", title: of.title ?? "", count: of.count ?? 0 };
  const words = Object.hasOwn(w.watch.need, of.kind) ? w.watch.need[of.kind] : undefined;
  const due = parse(of.due);
  const clock = due ? left(due.getTime(), now) : null;
  return (
    <Link to={of.link} className={css.need} data-line data-severity={of.severity} data-clock={clock?.tone} data-gone={gone || undefined}>
      <span className={css.mark}>{gone ? <State tone="good">{w.watch.settled}</State> : <State tone={tones[of.severity] ?? "plain"}>{lookup(w.watch.severity, of.severity)}</State>}</span>
      <span className={css.what}>
        <span className={css.say}>{words ? words.say(said) : w.watch.needUnknown(of.kind, said.title)}</span>
        {of.detail && <span className={css.detail}>{w.watch.said(of.detail)}</span>}
        <span className={css.todo}>
          {words?.do(said)} <Settler of={of} />
        </span>
      </span>
      <span className={css.when}>
        {clock && due && !gone && (
          <span className={css.clock} data-tone={clock.tone} role="timer" aria-live="off" title={w.watch.clock.until(w.time.both(full(due), utc(due)))}>
            {clock.text}
          </span>
        )}
        <span className={css.since}>
          {w.watch.since} <When at={of.since} />
        </span>
      </span>
    </Link>
  );
}

/** Settler says who can settle it: whoever looks, another role here, or only the other party. */
function Settler({ of }: { of: Need }) {
  const { acts } = useSession().user;
  if (of.act !== undefined) {
    const mine = (acts as string[]).includes(of.act);
    return <strong className={css.who}>{mine ? w.watch.you : w.watch.roles(w.watch.or(of.roles.map((r) => lookup(w.watch.role, r))))}</strong>;
  }
  return of.party ? <strong className={css.who}>{w.watch.them(of.party)}</strong> : null;
}
