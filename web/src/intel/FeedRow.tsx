import { Link } from "@tanstack/react-router";
import { InIcon, OutIcon } from "../base/icons";
import { Marking } from "../base/marking";
import { Code, State } from "../base/page";
import { When } from "../base/time";
import type { Release } from "../release/queries";
import { releaseStanding } from "../release/standing";
import { releaseTitle } from "../release/title";
import { w } from "../words";
import css from "./feed.module.css";
import { typeName, type Obj } from "./filter";
import type { FeedLine } from "./useFeed";

/** FeedRow is one line of the feed: an object or a release. */
export function FeedRow({ line }: { line: FeedLine }) {
  return line.kind === "object" ? <ObjectRow of={line.of} /> : <ReleaseRow of={line.of} />;
}

function ObjectRow({ of }: { of: Obj }) {
  return (
    <Link to="/intel/$id" params={{ id: of.id }} className={css.row}>
      <span className={css.at}>
        <When at={of.added} />
      </span>
      <span className={css.type}>{typeName(of.type)}</span>
      <span className={css.name} data-gone={of.revoked || of.recalled || undefined}>
        <span>{of.name || of.id}</span>
        {of.recalled && <em className={css.flag}>{w.intel.recalled}</em>}
        {of.revoked && <em className={css.flag}>{w.intel.revoked}</em>}
      </span>
      <span className={css.origin} title={w.intel.origin}>
        <Code>{of.origin}</Code>
      </span>
      <span className={css.marking}>
        <Marking of={of.marking} />
      </span>
    </Link>
  );
}

function ReleaseRow({ of }: { of: Release }) {
  const standing = releaseStanding(of);
  return (
    <Link to="/releases/$id" params={{ id: of.id }} className={css.row} data-release={of.direction}>
      <span className={css.at}>
        <When at={of.at} />
      </span>
      <span className={css.type}>
        {of.direction === "in" ? <InIcon size={15} /> : <OutIcon size={15} />} {w.release.page}
      </span>
      <span className={css.name}>
        <span>{releaseTitle(of)}</span>
      </span>
      <span className={css.origin} />
      <span className={css.marking}>
        <State tone={standing.tone}>{standing.text}</State>
      </span>
    </Link>
  );
}
