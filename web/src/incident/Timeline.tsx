import { useRef } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { useLines } from "../base/lines";
import { Marking } from "../base/marking";
import { Code, Panel } from "../base/page";
import { useMay, useSession } from "../base/session";
import { short, When } from "../base/time";
import { lookup, w } from "../words";
import css from "./incident.module.css";
import { useAct, type Entry, type Room } from "./queries";
import { headline } from "./standing";

/** Timeline shows all that was said, ours and theirs, each with its marking. j and k go along it. */
export function Timeline({ of }: { of: Room }) {
  const box = useRef<HTMLOListElement>(null);
  useLines(box);
  return (
    <Panel title={w.incident.timeline} lead={w.incident.timelineLead} flush>
      <ol className={css.timeline} ref={box}>
        {of.entries.map((e) => (
          <Said key={e.ref} of={e} room={of} />
        ))}
      </ol>
    </Panel>
  );
}

/** never lists what never goes to others by itself. */
const never = ["opened", "described", "changed", "closed", "reopened", "obliged", "informed"];

function Said({ of, room }: { of: Entry; room: Room }) {
  const own = useSession().party.code;
  const share = useMay("incident.share");
  const head = headline(of);
  const apart = room.shared && of.ours;
  return (
    <li className={css.entry} data-line tabIndex={0} data-side={of.party === own ? "us" : "them"} {...(apart && { "data-ours": true })}>
      <span className={css.soft}>
        <When at={of.when} />
      </span>
      <div>
        <div className={css.head}>
          <Code>{of.party}</Code>
          <span>{of.by}</span>
          <span className={css.soft}>{lookup(w.incident.act, of.act)}</span>
          <Marking of={{ tlp: of.tlp }} />
          {apart && (
            <span className={css.ours} title={w.incident.oursOnlyText}>
              {w.incident.oursOnly}
            </span>
          )}
          {of.when !== of.at && <span className={css.soft}>{w.incident.stated(short(new Date(of.at), new Date()))}</span>}
        </div>
        {head && <p className={css.text}>{head}</p>}
        {of.text && of.act !== "reported" && <p className={css.text}>{of.text}</p>}
        {apart && share && !never.includes(of.act) && <Disclose of={of} room={room} />}
      </div>
    </li>
  );
}

function Disclose({ of, room }: { of: Entry; room: Room }) {
  const run = useAct((_: undefined) => take(api.POST("/incidents/{id}/disclose", { params: { path: { id: room.id } }, body: { entries: [of.ref] } })));
  const d = w.incident.disclose;
  return (
    <div className={css.acts}>
      <Confirm open={d.open} title={d.title} text={d.text} go={d.do} act={run} args={undefined} grave />
    </div>
  );
}
