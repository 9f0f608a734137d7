import { CopyButton } from "@mantine/core";
import { State } from "../base/page";
import { Empty } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import css from "./directory.module.css";
import { href } from "./entry";
import type { Call, Line } from "./queries";

/** Calls lists the channels to try now, in their order: big numbers, each with a way to copy it. */
export function Calls({ of }: { of: Call[] }) {
  if (of.length === 0) return <Empty title={w.directory.noContacts} text={w.directory.noContactsText} />;
  return (
    <ol className={css.calls}>
      {of.map((c) => (
        <li key={c.contact + c.medium + c.address} className={css.call} data-usable={(c.open && !c.expired) || undefined}>
          <div className={css.callHead}>
            <span className={css.purpose}>{lookup(w.directory.purpose, c.purpose)}</span> {c.name}
            {c.office && <span className={css.soft}> · {c.office}</span>}
          </div>
          <div className={css.address}>
            <span className={css.medium}>{lookup(w.directory.medium, c.medium)}</span>
            <Address of={c} />
            <Copy value={c.address} />
          </div>
          {c.key && <div className={css.print}>OpenPGP {c.key}</div>}
          <div className={css.callFoot}>
            <Open of={c} />
            {c.answers && <span>{c.answers}</span>}
            <span className={css.soft}>
              {w.directory.proof}: <When at={c.proof} never={w.directory.neverTried} />
            </span>
            {c.reach && <span className={css.soft}>{w.directory.reached(c.reach.percent, c.reach.drills)}</span>}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Address({ of }: { of: Call }) {
  const to = href(of.medium, of.address);
  if (!to) return <span className={css.big}>{of.address}</span>;
  return (
    <a href={to} className={css.big} rel="noreferrer" {...(to.startsWith("http") && { target: "_blank" })}>
      {of.address}
    </a>
  );
}

/** Copy puts a value on the clipboard and says so. */
export function Copy({ value, label }: { value: string; label?: string }) {
  return (
    <CopyButton value={value} timeout={2000}>
      {({ copied, copy }) => (
        <button type="button" className={css.copy} onClick={copy} aria-label={label ? undefined : w.directory.copy(value)}>
          {copied ? w.directory.copied : (label ?? w.directory.copyShort)}
        </button>
      )}
    </CopyButton>
  );
}

/** Open says whether a channel can be used now, and when it can. */
export function Open({ of }: { of: Pick<Call, "open" | "opens" | "expired"> }) {
  if (of.expired) return <State tone="bad">{w.directory.expired}</State>;
  if (of.open) return <State tone="good">{w.directory.open}</State>;
  return (
    <State tone="plain">
      {of.opens ? (
        <>
          {w.directory.opens} <When at={of.opens} />
        </>
      ) : (
        w.directory.hoursUnknown
      )}
    </State>
  );
}

/** Reached says how reliably a party answered drills. */
export function Reached({ of }: { of: Line["reachability"] }) {
  if (!of) return <State tone="plain">{w.directory.neverTried}</State>;
  return (
    <State tone={of.percent >= 80 ? "good" : of.percent >= 50 ? "warn" : "bad"} title={w.directory.reachedLong(of.in_time, of.drills)}>
      {w.directory.reached(of.percent, of.drills)}
    </State>
  );
}
