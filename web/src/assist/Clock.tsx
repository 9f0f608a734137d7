import { full, parse, utc } from "../base/time";
import { left, useNow } from "../watch/clock";
import { w } from "../words";
import css from "./assist.module.css";

/** Clock counts down to a moment. */
export function Clock({ due }: { due: string | undefined }) {
  const t = parse(due);
  const now = useNow(t !== null);
  if (!t) return null;
  const shown = left(t.getTime(), now);
  return (
    <span role="timer" aria-live="off" className={css.clock} data-tone={shown.tone} title={w.watch.clock.until(w.time.both(full(t), utc(t)))}>
      {shown.text}
    </span>
  );
}
