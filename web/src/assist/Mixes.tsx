import { useQuery } from "@tanstack/react-query";
import { Code } from "../base/page";
import { w } from "../words";
import css from "./assist.module.css";
import { mixesQuery, type Side } from "./queries";

/** Mixes puts the best answers as wholes side by side, and marks where each differs from the first. */
export function Mixes({ id, side, who }: { id: string; side: Side; who: (id: string) => string }) {
  const query = useQuery(mixesQuery(id, side));
  const mixes = query.data?.items ?? [];
  const first = mixes[0];
  if (!first || mixes.length < 2) return null;
  const held = new Set(first.assigned.map((a) => `${a.role}/${a.person}`));
  return (
    <section aria-label={w.assist.match.mixes} className={css.mixes}>
      {mixes.map((m, i) => (
        <div key={i}>
          <h3>{w.assist.match.mix(i + 1)}</h3>
          <p className={css.soft}>{w.assist.match.sums(m.assigned.length, w.number(m.fit))}</p>
          <ul>
            {m.assigned.map((a) => (
              <li key={a.seat} {...(!held.has(`${a.role}/${a.person}`) && { "data-other": true })}>
                {a.title && <>{a.title}: </>}
                <Code>{a.party}</Code> {who(a.person)}
              </li>
            ))}
          </ul>
          {m.parties.length > 0 && <p className={css.soft}>{m.parties.map((x) => `${x.party} ${x.people}`).join(", ")}</p>}
          {i > 0 && <p>{m.loses_filled > 0 ? w.assist.match.lessFilled : w.assist.match.lessFit(w.number(m.loses_fit))}</p>}
        </div>
      ))}
    </section>
  );
}
