import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Facts } from "../base/page";
import { When } from "../base/time";
import { w } from "../words";
import type { Entry } from "./filter";
import css from "./journal.module.css";

/** EntryLine shows one act on one line, and all that was recorded of it when it is opened. */
export function EntryLine({ of }: { of: Entry }) {
  const [open, setOpen] = useState(false);
  return (
    <li className={css.entry}>
      <button type="button" className={css.line} data-line aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={css.seq}>{w.number(of.seq)}</span>
        <span className={css.at}>
          <When at={of.at} />
        </span>
        <span className={css.kind}>{of.kind}</span>
        <span className={css.by}>{of.by}</span>
        <span className={css.about}>{of.about}</span>
      </button>
      {open && (
        <div className={css.whole}>
          <Facts
            of={[
              [w.journal.at, <When at={of.at} long />],
              [
                w.journal.by,
                <>
                  {of.by}{" "}
                  <Link to="/journal" search={{ by: of.by }}>
                    {w.journal.only}
                  </Link>
                </>,
              ],
              [w.journal.via, of.via],
              [
                w.journal.what,
                <>
                  {of.kind}{" "}
                  <Link to="/journal" search={{ kind: of.kind }}>
                    {w.journal.only}
                  </Link>
                </>,
              ],
              [
                w.journal.about,
                of.about ? (
                  <>
                    <span className="mono">{of.about}</span>{" "}
                    <Link to="/journal" search={{ about: of.about }}>
                      {w.journal.only}
                    </Link>
                  </>
                ) : (
                  w.state.none
                ),
              ],
              [w.journal.audience, of.audience.join(", ") || w.state.none],
              [w.journal.id, <span className="mono">{of.id}</span>],
              [w.journal.hash, <span className="mono">{of.hash}</span>],
            ]}
          />
          <h3>{w.journal.body}</h3>
          <pre className={css.body} tabIndex={0} aria-label={w.journal.body}>
            {JSON.stringify(of.body, null, 2)}
          </pre>
        </div>
      )}
    </li>
  );
}
