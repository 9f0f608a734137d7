import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Link, Navigate, useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useKeys } from "../base/keys";
import { Page } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Failure, Loading } from "../base/states";
import { breaks, shape } from "../theme/tokens";
import { w } from "../words";
import css from "./feed.module.css";
import { FeedRow } from "./FeedRow";
import { Filters } from "./Filters";
import type { Filter } from "./filter";
import { useFeed, type FeedLine } from "./useFeed";

const nameOf = (l: FeedLine) => (l.kind === "object" ? `${l.of.id} ${l.of.seq}` : l.of.id);

/** Feed is what this node holds and what it released, newest first and live. */
export function Feed() {
  // The first administrator of a node reads no intelligence; the watch is for everybody.
  return useMay("intel.read") ? <ReadFeed /> : <Navigate to="/" replace />;
}

function ReadFeed() {
  const filter = useSearch({ from: "/inside/intel" });
  const navigate = useNavigate();
  const set = useCallback((f: Filter) => void navigate({ to: "/intel", search: f, replace: true }), [navigate]);
  const feed = useFeed(filter);
  const narrowed = Object.keys(filter).length > 0;
  return (
    <Page title={w.feed.title} lead={w.feed.lead} fill>
      <Filters of={filter} set={set} />
      {feed.error ? <Failure of={feed.error} retry={feed.retry} /> : null}
      {feed.loading && feed.lines.length === 0 ? (
        <Loading />
      ) : feed.lines.length > 0 ? (
        <Lines feed={feed} />
      ) : feed.error ? null : narrowed ? (
        <Empty title={w.feed.emptyFiltered} text={w.feed.emptyFilteredText}>
          <Button variant="default" onClick={() => set({})}>
            {w.feed.clear}
          </Button>
        </Empty>
      ) : (
        <Empty title={w.feed.empty} text={w.feed.emptyText}>
          <Link to="/import">{w.feed.emptyDo}</Link>
        </Empty>
      )}
    </Page>
  );
}

/** Lines draws only what is in sight. New lines on top do not move what is being read. */
function Lines({ feed }: { feed: ReturnType<typeof useFeed> }) {
  const { lines, more, older, loadingMore } = feed;
  const box = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery(`(max-width: ${breaks.narrow}px)`, window.innerWidth <= breaks.narrow, { getInitialValueInEffect: false });
  const height = narrow ? shape.rowNarrow : shape.row;
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => box.current, estimateSize: () => height, overscan: 12, getItemKey: (i) => nameOf(lines[i] as FeedLine) });
  useEffect(() => rows.measure(), [rows, height]);

  const fresh = useFresh(lines, box, height);
  const shown = rows.getVirtualItems();
  const end = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && !loadingMore && end >= lines.length - 15) older();
  }, [more, loadingMore, end, lines.length, older]);

  // j and k move a real focus, so that Enter and screen readers need nothing of ours.
  const focus = useRef<string | null>(null);
  const goTo = (index: number) => {
    const line = lines[index];
    if (!line) return;
    focus.current = nameOf(line);
    rows.scrollToIndex(index, { align: "auto" });
    box.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus({ preventScroll: true });
  };
  useLayoutEffect(() => {
    // A line that came into sight only now takes the focus that was meant for it.
    if (focus.current === null || (document.activeElement && document.activeElement !== document.body)) return;
    const index = lines.findIndex((l) => nameOf(l) === focus.current);
    box.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus({ preventScroll: true });
  });
  const step = (by: number) => {
    const here = document.activeElement?.closest<HTMLElement>("[data-index]");
    const at = here && box.current?.contains(here) ? Number(here.dataset["index"]) : -1;
    goTo(at < 0 ? 0 : Math.min(lines.length - 1, Math.max(0, at + by)));
  };
  useKeys({ j: () => step(1), k: () => step(-1) });

  return (
    <div className={css.holder}>
      {fresh.count > 0 && (
        <button type="button" className={css.fresh} onClick={fresh.top}>
          ↑ {w.feed.fresh(fresh.count)}
        </button>
      )}
      <div ref={box} className={css.box} onScroll={fresh.seen}>
        <ol className={css.list} aria-label={w.feed.list} style={{ height: rows.getTotalSize() }}>
          {shown.map((v) => (
            <li key={v.key} data-index={v.index} aria-setsize={more ? -1 : lines.length} aria-posinset={v.index + 1} className={css.item} style={{ height: v.size, transform: `translateY(${v.start}px)` }}>
              <FeedRow line={lines[v.index] as FeedLine} />
            </li>
          ))}
        </ol>
        <div className={css.end}>
          {more ? (
            <Button variant="default" loading={loadingMore} onClick={older}>
              {w.state.more}
            </Button>
          ) : (
            <span>
              {w.feed.shown(lines.length)}. {w.state.end}
            </span>
          )}
        </div>
      </div>
    </div>
  );
}

/** useFresh keeps the place when lines come in above it, and counts them. */
function useFresh(lines: FeedLine[], box: React.RefObject<HTMLDivElement | null>, height: number) {
  const [count, setCount] = useState(0);
  const top = useRef<string | null>(null);
  useLayoutEffect(() => {
    const first = lines[0];
    const before = top.current;
    top.current = first ? nameOf(first) : null;
    const el = box.current;
    if (before === null || !el || el.scrollTop < height) return;
    const added = lines.findIndex((l) => nameOf(l) === before);
    if (added <= 0) return;
    el.scrollTop += added * height;
    setCount((n) => n + added);
  }, [lines, box, height]);
  const seen = useCallback(() => {
    if ((box.current?.scrollTop ?? 0) < height) setCount(0);
  }, [box, height]);
  return { count, seen, top: () => box.current?.scrollTo({ top: 0 }) };
}

/** useSearchFocus puts the cursor into the search field when the address asks for it. */
export function useSearchFocus(field: React.RefObject<HTMLInputElement | null>): void {
  const { hash, key } = useLocation({ select: (l) => ({ hash: l.hash, key: l.state.__TSR_key }) });
  useEffect(() => {
    if (hash === "search") {
      field.current?.focus();
      field.current?.select();
    }
  }, [hash, key, field]);
}
