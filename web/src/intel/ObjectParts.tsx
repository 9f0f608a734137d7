import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Code, Cut, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { When } from "../base/time";
import { RecallButton } from "../release/RecallButton";
import { partyStanding } from "../release/standing";
import { lookup, w } from "../words";
import { typeName } from "./filter";
import css from "./object.module.css";
import type { ObjectFull } from "./queries";

/** ReleasesOf lists where an object went and came from, with what became of it there. */
export function ReleasesOf({ of, id }: { of: ObjectFull["releases"]; id: string }) {
  const may = useMay("release.recall");
  const recallable = (r: ObjectFull["releases"][number]) => may && r.direction === "out" && of.find((x) => x.release === r.release) === r;
  return (
    <Panel title={w.intel.releases}>
      {of.length === 0 && <p className={css.soft}>{w.intel.noReleases}</p>}
      <ul className={css.rows}>
        {of.map((r) => {
          const s = partyStanding({ party: r.party, released: 1, refused: 0, outcome: r.outcome, receipted: r.outcome === "accepted", recalled: false });
          return (
            <li key={`${r.release} ${r.party}`}>
              <Link to="/releases/$id" params={{ id: r.release }}>
                {lookup(w.release.direction, r.direction)} <Code>{r.party}</Code>
              </Link>{" "}
              <When at={r.at} />
              <br />
              <State tone={s.tone}>{lookup(w.release.outcome, r.outcome)}</State>
              {recallable(r) && (
                <div className={css.act}>
                  <RecallButton id={r.release} to={of.filter((x) => x.release === r.release).map((x) => x.party).join(", ")} objects={[id]} />
                </div>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

/** Versions lists the versions of an object that this node holds. */
export function Versions({ of }: { of: ObjectFull["versions"] }) {
  return (
    <Panel title={w.intel.versions}>
      <ol className={css.rows}>
        {of.map((v) => (
          <li key={v.seq}>
            <span className="mono">{v.version || w.state.none}</span>
            <br />
            <span className={css.soft}>
              {w.intel.added} <When at={v.added} /> · <Cut value={v.digest} />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

const few = 12;

/** References lists what an object points to, and what points to it. */
export function References({ of }: { of: ObjectFull["references"] }) {
  const there = of.filter((r) => r.relation === "points-there");
  const here = of.filter((r) => r.relation === "points-here");
  return (
    <Panel title={w.intel.references}>
      {of.length === 0 && <p className={css.soft}>{w.intel.noReferences}</p>}
      <Some title={w.intel.pointsTo} of={there} />
      <Some title={w.intel.pointsHere} of={here} />
    </Panel>
  );
}

function Some({ title, of }: { title: string; of: ObjectFull["references"] }) {
  const [all, setAll] = useState(false);
  if (of.length === 0) return null;
  const seen = all ? of : of.slice(0, few);
  return (
    <>
      <h3 className={css.sub}>{title}</h3>
      <ul className={css.rows}>
        {seen.map((r) => (
          <li key={r.id}>
            <Link to="/intel/$id" params={{ id: r.id }}>
              {r.name || r.id}
            </Link>{" "}
            <span className={css.soft}>{typeName(r.type)}</span>
          </li>
        ))}
      </ul>
      {seen.length < of.length && (
        <Button variant="subtle" onClick={() => setAll(true)}>
          {w.intel.showAll(of.length)}
        </Button>
      )}
    </>
  );
}
