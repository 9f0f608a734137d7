import { Link } from "@tanstack/react-router";
import { Code, Facts, Panel } from "../base/page";
import { Empty, Ready, type Queried } from "../base/states";
import { lookup, w } from "../words";
import css from "./crisis.module.css";
import { duration } from "./duration";
import type { CrisisBody } from "./queries";
import { inOwn, modesOf } from "./words";

/** Bodies shows the bodies with their rules, or how one comes to be. */
export function Bodies({ of }: { of: Queried<{ items: CrisisBody[] }> }) {
  return (
    <Panel title={w.crisis.body.bodies} lead={w.crisis.body.bodiesLead}>
      <Ready of={of}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={w.crisis.noBody} text={w.crisis.noBodyText}>
              <Link to="/agreements">{w.crisis.toAgreements}</Link>
            </Empty>
          ) : (
            items.map((b) => (
              <details key={b.agreement + b.provision} className={css.body} open={items.length === 1}>
                <summary>
                  {b.name}, {b.agreement_title}
                </summary>
                <Rules of={b} wide />
              </details>
            ))
          )
        }
      </Ready>
    </Panel>
  );
}

const parties = (all: string[]) =>
  all.length === 0
    ? w.state.none
    : all.map((p) => (
        <span key={p}>
          <Code>{p}</Code>{" "}
        </span>
      ));

/** Rules says by which rules a body decides, with the clause that gives them. */
export function Rules({ of: b, wide }: { of: CrisisBody; wide?: boolean }) {
  const t = w.crisis.body;
  return (
    <>
      <Facts
        wide={wide ?? false}
        of={[
          [t.members, parties(b.members)],
          [t.chair, parties([b.chair])],
          [t.secretariat, parties([b.secretariat])],
          [t.observers, parties(b.observers)],
          [t.modes, modesOf(b).map((m) => lookup(w.crisis.mode, m)).join(", ")],
          [t.levels, b.levels.map((l) => `${lookup(w.crisis.level, l.name)} ${duration(l.silence)}${l.urgent > 0 ? ` (${t.urgent(duration(l.urgent))})` : ""}`).join("; ")],
          [t.unreached, lookup(t.unreachedIs, b.unreached)],
          [t.late, `${lookup(t.lateIs, b.late)}${b.late === "heeded" ? ` (${duration(b.grace)})` : ""}`],
          [t.quorum, w.number(b.quorum)],
          [t.confirm, b.all ? t.all : t.most],
          [t.persons, b.two_persons ? t.two : t.one],
          [
            t.clause,
            <Link key="clause" to="/agreements/$id" params={{ id: b.agreement }} hash={b.provision}>
              {b.agreement_title}, {b.provision}
            </Link>,
          ],
        ]}
      />
      <details>
        <summary>{t.words}</summary>
        <p className={css.said}>{inOwn(b.clause)}</p>
      </details>
    </>
  );
}
