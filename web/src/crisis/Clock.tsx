import { full, parse, utc } from "../base/time";
import { useNow } from "../watch/clock";
import { w } from "../words";
import css from "./crisis.module.css";
import { digits } from "./duration";

/** Clock counts down to an expiry by the node's time; ahead is how far this machine's is off it, in ms. */
export function Clock({ due, ahead, size }: { due: string; ahead: number; size: "line" | "page" | "wall" }) {
  const t = parse(due);
  const now = useNow(true) - ahead;
  if (!t) return null;
  const left = t.getTime() - now;
  const tone = left <= 0 ? "over" : left < 60_000 ? "bad" : left < 3_600_000 ? "warn" : "plain";
  return (
    <span role="timer" aria-live="off" className={css.clock} data-size={size} data-tone={tone} title={w.watch.clock.until(w.time.both(full(t), utc(t)))}>
      {left <= 0 ? w.crisis.clock.up : digits(left)}
      {left > 0 && <span className={css.unit}> {w.crisis.clock.left}</span>}
    </span>
  );
}
