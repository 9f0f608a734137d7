import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Panel } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Failure, Loading } from "../base/states";
import { FeedRow } from "../intel/FeedRow";
import type { Filter } from "../intel/filter";
import { useFeed, type FeedLine } from "../intel/useFeed";
import { w } from "../words";
import { useHeld } from "./held";
import css from "./watch.module.css";

const everything: Filter = {};
const shown = 30;
const nameOf = (l: FeedLine) => (l.kind === "object" ? `${l.of.id} ${l.of.seq}` : l.of.id);

/** Latest shows the newest lines of the feed. */
export function Latest() {
  const may = useMay("intel.read");
  return (
    <Panel title={w.watch.latest} lead={w.watch.latestLead} actions={may && <Link to="/intel">{w.watch.latestAll}</Link>} flush>
      {may ? <Lines /> : <p className={css.soft}>{w.watch.latestDenied}</p>}
    </Panel>
  );
}

function Lines() {
  const feed = useFeed(everything);
  const held = useHeld(feed.lines.slice(0, shown), nameOf);
  // What was there first stands still; only what comes later grows in.
  const [first, setFirst] = useState<ReadonlySet<string> | null>(null);
  if (first === null && held.rows.length > 0) setFirst(new Set(held.rows.map(({ of }) => nameOf(of))));
  if (held.rows.length === 0) {
    if (feed.error) return <Failure of={feed.error} retry={feed.retry} />;
    return feed.loading ? <Loading /> : <Empty title={w.watch.latestEmpty} text={w.watch.latestEmptyText} />;
  }
  return (
    <div {...held.at}>
      {held.fresh > 0 && (
        <button type="button" className={css.more} onClick={held.show}>
          {w.watch.latestFresh(held.fresh)}
        </button>
      )}
      <ol className={css.latest} aria-label={w.watch.latestList} tabIndex={0}>
        {held.rows.map(({ of, gone }) => (
          <li key={nameOf(of)} data-gone={gone || undefined} data-come={(first !== null && !first.has(nameOf(of))) || undefined}>
            <FeedRow line={of} />
          </li>
        ))}
      </ol>
    </div>
  );
}
