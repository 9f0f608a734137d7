import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { CheckIcon, CrossIcon } from "../base/icons";
import { Marking } from "../base/marking";
import { Code } from "../base/page";
import { w } from "../words";
import { say } from "../words/say";
import css from "./decisions.module.css";
import type { DecisionRow, PartyRow } from "./queries";

/** Verdict is the word that nobody may misread: its form, its sign and its colour say the same. */
export function Verdict({ permit, refuse }: { permit: number; refuse: number }) {
  const look = refuse === 0 && permit > 0 ? "permit" : permit === 0 ? "refuse" : "partly";
  return (
    <span className={css.verdict} data-look={look}>
      {look === "refuse" ? <CrossIcon size={13} /> : <CheckIcon size={13} />}
      {look === "permit" ? w.audience.permit : look === "refuse" ? w.audience.refuse : `${w.audience.permit} ${w.audience.partly(permit, permit + refuse)}`}
    </span>
  );
}

/** onwardWords says what a recipient may do with it further. */
export function onwardWords(o: { allowed: boolean; to?: string[] | undefined }): string {
  if (!o.allowed) return w.audience.onwardNone;
  return o.to && o.to.length > 0 ? w.audience.onwardTo(o.to.join(", ")) : w.audience.onwardAll;
}

/** Decisions shows who may have what, and why: each party, each class of objects, with the provision that decides. */
export function Decisions({ of, lead }: { of: PartyRow[]; lead?: (p: PartyRow) => ReactNode }) {
  return (
    <div className={css.parties} role="list">
      {of.map((p) => (
        <div key={p.party} className={css.party} role="listitem" data-party={p.party} data-line tabIndex={-1}>
          <div className={css.who}>
            {lead?.(p)}
            <span className={css.name}>
              <Code>{p.party}</Code> <span className={css.soft}>{p.name !== p.party && p.name}</span>
            </span>
            <Verdict permit={p.permit} refuse={p.refuse} />
          </div>
          <ul className={css.rows}>
            {p.rows.map((r, i) => (
              <Decision key={i} of={r} several={p.rows.length > 1} />
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function Decision({ of, several }: { of: DecisionRow; several: boolean }) {
  return (
    <li className={css.row}>
      {several && (
        <div className={css.class}>
          <Verdict permit={of.permit ? of.count : 0} refuse={of.permit ? 0 : of.count} />
          <span>{w.audience.class(w.intel.objects(of.count), `${of.class.category}, ${of.class.origin}`)}</span>
          <Marking of={{ tlp: of.class.tlp, pap: of.class.pap, unknown: of.class.unknown ? [""] : [] }} />
        </div>
      )}
      {of.reasons.map((r) => (
        <div key={r.code + r.text + (r.citation?.provision ?? "")} className={css.reason}>
          <p>{say(r.text, r.phrase)}</p>
          {r.citation ? (
            <p className={css.cite}>
              <Link to="/agreements/$id" params={{ id: r.citation.agreement }} hash={r.citation.provision} title={r.citation.text + " · " + w.audience.digest(r.citation.digest)}>
                {w.audience.cites(r.citation.title, r.citation.generation, r.citation.provision)}
              </Link>
            </p>
          ) : (
            !of.permit && <p className={css.cite}>{w.audience.noProvision}</p>
          )}
        </div>
      ))}
      {of.permit && (
        <p className={css.handling}>
          <span className={css.soft}>{w.audience.handling}</span> <Marking of={of.handling} /> <span>{onwardWords(of.handling.onward)}</span>
        </p>
      )}
    </li>
  );
}
