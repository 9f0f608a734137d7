import { lookup, w } from "../words";
import { valueOf } from "../incident/standing";
import type { Place } from "./queries";
import css from "../incident/incident.module.css";

/** Judged shows a severity as it was stated, and small beside it where it stands on the crosswalk. */
export function Judged({ scheme, value, place }: { scheme: string; value: string; place?: Place | undefined }) {
  return (
    <span>
      <span className={css.strong}>
        {lookup(w.terms.scheme, scheme)} {valueOf(scheme, value)}
      </span>{" "}
      {place && (
        <span className={css.soft} title={w.warning.placeText}>
          ({w.warning.place(place.from, place.to)}
          {place.doubt && `, ${w.warning.doubt}`})
        </span>
      )}
    </span>
  );
}
