import { share } from "./standing";
import css from "./training.module.css";

/** Bar draws a part of a whole; the count stands beside it in words. */
export function Bar({ part, of, children }: { part: number; of: number; children: string }) {
  return (
    <span className={css.bar}>
      <span className={css.track} aria-hidden="true">
        <span style={{ width: `${share(part, of)}%` }} />
      </span>
      <span>{children}</span>
    </span>
  );
}
