import { useQuery } from "@tanstack/react-query";
import { Panel } from "../base/page";
import table from "../base/table.module.css";
import { lookup, w } from "../words";
import css from "./crisis.module.css";
import { duration } from "./duration";
import { tempoQuery, type Tempo } from "./queries";

/** Tempos shows how fast each body decides at each level. */
export function Tempos() {
  const query = useQuery(tempoQuery);
  const t = w.crisis.tempo;
  if (!query.data || query.data.items.length === 0) return null;
  return (
    <Panel title={t.title} lead={t.lead} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.crisis.col.body}</th>
            <th>{t.level}</th>
            <th className={css.num}>{t.proposals}</th>
            <th className={css.num}>{t.adopted}</th>
            <th>{t.reach}</th>
            <th>{t.open}</th>
            <th>{t.decide}</th>
            <th className={css.num}>{t.broken}</th>
            <th className={css.num}>{t.unreached}</th>
          </tr>
        </thead>
        <tbody>
          {query.data.items.map((x) => (
            <tr key={`${x.agreement} ${x.body} ${x.level}`}>
              <td data-name={w.crisis.col.body}>{x.body}</td>
              <td data-name={t.level}>{lookup(w.crisis.level, x.level)}</td>
              <td data-name={t.proposals} className={table.num}>
                {w.number(x.proposals)}
              </td>
              <td data-name={t.adopted} className={table.num}>
                {w.number(x.adopted)}
              </td>
              <td data-name={t.reach}>{spanText(x.to_reach)}</td>
              <td data-name={t.open}>{spanText(x.to_open)}</td>
              <td data-name={t.decide}>
                <strong>{spanText(x.to_decide)}</strong>
              </td>
              <td data-name={t.broken} className={table.num}>
                {w.number(x.broken)}
              </td>
              <td data-name={t.unreached} className={table.num}>
                {w.number(x.unreached)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

const spanText = (s: Tempo["to_decide"]): string => (s ? `${duration(s.median)} (${duration(s.ninth)})` : w.crisis.tempo.none);
