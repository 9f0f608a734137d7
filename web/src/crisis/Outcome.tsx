import { DownIcon } from "../base/icons";
import { Code, Facts, Panel, State } from "../base/page";
import { When } from "../base/time";
import { lookup, w } from "../words";
import css from "./crisis.module.css";
import type { Proposal, Round } from "./queries";
import { standOf } from "./standing";

const codes = (all: string[]) => (all.length === 0 ? w.state.none : all.map((p) => <span key={p}><Code>{p}</Code> </span>));

/** Outcome is what the secretariat closed the round as, and what members' nodes made of it. */
export function Outcome({ of: p, round: r, closing: c }: { of: Proposal; round: Round; closing: NonNullable<Round["closing"]> }) {
  const t = w.crisis.closing;
  return (
    <Panel title={t.title}>
      <p>
        <State tone={!r.final ? "warn" : c.outcome === "adopted" ? "good" : "bad"}>{lookup(w.crisis.outcome, c.outcome)}</State> {!r.final && lookup(w.crisis.state, "closed")}
      </p>
      {r.recalled && (
        <p>
          {w.crisis.rounds.recalled}: <span className={css.soft}>{r.recalled}</span>
        </p>
      )}
      <Facts
        of={[
          [t.at, <When key="at" at={c.at} long />],
          [t.confirmed, <span key="c">{codes(c.confirmed)} <span className={css.soft}>{t.needed(c.needed)}</span></span>],
          ...(c.missing.length > 0 ? [[t.missing, codes(c.missing)] as [string, React.ReactNode]] : []),
        ]}
      />
      {c.protests.length > 0 && (
        <>
          <h3>{t.protests}</h3>
          <ul className={css.list}>
            {c.protests.map((x) => (
              <li key={x.party}>
                <Code>{x.party}</Code> <span className={css.soft}>{x.why}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {r.final && <Files id={p.id} rev={r.rev} />}
    </Panel>
  );
}

/** Files are the proofs of an outcome, for whoever was not there. */
function Files({ id, rev }: { id: string; rev: number }) {
  const t = w.crisis.closing;
  const at = (what: string) => `/api/v1/crisis/proposals/${encodeURIComponent(id)}/${what}?rev=${rev}`;
  return (
    <>
      <h3>{t.files}</h3>
      <p>
        <a href={at("certificate")} download={`entente-decision-${id}-${rev}.json`} className={css.download}>
          <DownIcon size={14} /> {t.certificate}
        </a>
      </p>
      <p>
        <a href={at("sheet")} download={`entente-decision-${id}-${rev}.pdf`} className={css.download}>
          <DownIcon size={14} /> {t.sheet}
        </a>
      </p>
      <p>
        <a href={at("record")} download={`entente-record-${id}-${rev}.json`} className={css.download}>
          <DownIcon size={14} /> {t.record}
        </a>
      </p>
    </>
  );
}

/** Earlier lists the rounds of texts before the latest, with what they came to. */
export function Earlier({ id, of }: { id: string; of: Round[] }) {
  const t = w.crisis.rounds;
  return (
    <Panel title={t.title} flush>
      <ul className={css.list}>
        {[...of].reverse().map((r) => (
          <li key={r.rev}>
            <p>
              <strong>{w.crisis.textNo(r.rev)}</strong> {r.closing && <State tone={r.closing.outcome === "adopted" ? "good" : "bad"}>{lookup(w.crisis.outcome, r.closing.outcome)}</State>}{" "}
              <span className={css.soft}>
                {t.put} <When at={r.put} />, {t.expired} <When at={r.expires} />
              </span>
            </p>
            {r.extended.map((x, i) => (
              <p key={i} className={css.soft}>
                {t.extended}: <When at={x.to} />, {x.reason || t.byRule}
              </p>
            ))}
            {r.recalled && (
              <p className={css.soft}>
                {t.recalled}: {r.recalled}
              </p>
            )}
            {r.members
              .filter((m) => standOf(m) !== "")
              .map((m) => (
                <p key={m.party}>
                  <Code>{m.party}</Code> {lookup(w.crisis.stand, standOf(m))} <span className={css.soft}>{m.stand?.words ?? m.called?.words}</span>
                </p>
              ))}
            {r.final && <Files id={id} rev={r.rev} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
