import { Checkbox, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { State } from "../base/page";
import table from "../base/table.module.css";
import { lookup, w } from "../words";
import { choices, gives, peopled, type Casted, type Casting } from "./casting";
import css from "./msel.module.css";
import { playersQuery } from "./queries";

/** Cast gives the parts of a scenario to parties of this exercise, and shows what becomes of each. */
export function Cast({ of, value, set }: { of: Casted[]; value: Casting; set: (c: Casting) => void }) {
  const players = useQuery(playersQuery).data?.items ?? [];
  const t = w.library.cast;
  const local = (party: string) => players.find((p) => p.party === party)?.plays !== "people";
  return (
    <section className={css.form} aria-label={t.title}>
      <p className={css.soft}>{t.lead}</p>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{t.part}</th>
            <th>{t.by}</th>
            <th>{t.how}</th>
            <th>{t.holds}</th>
          </tr>
        </thead>
        <tbody>
          {of.map((c) => (
            <tr key={c.code}>
              <td data-name={t.part}>
                <div>
                  {c.name} <span className={css.soft}>{c.code}</span>
                </div>
              </td>
              <td data-name={t.by}>
                <Select aria-label={`${t.by}: ${c.name}`} data={choices(c, of, players, t.nobody)} value={c.as} onChange={(v) => v && set(gives(value, c, v))} allowDeselect={false} />
              </td>
              <td data-name={t.how}>
                <div className={css.cast}>
                  <State tone={c.plays === "absent" ? "warn" : "plain"}>{lookup(t.plays, c.plays)}</State>
                  {c.plays !== "absent" && local(c.as) && <Checkbox label={t.people(c.name)} checked={value.people.includes(c.as)} onChange={(e) => set(peopled(value, c.as, e.currentTarget.checked))} />}
                </div>
              </td>
              <td data-name={t.holds}>
                <Holds of={c} remote={!local(c.as)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Holds({ of, remote }: { of: Casted; remote: boolean }) {
  const t = w.library.cast;
  const holds = [of.teams > 0 && t.teams(of.teams), of.injects > 0 && t.acts(of.injects), of.reactions > 0 && t.itself(of.reactions), of.left_out > 0 && t.left(of.left_out)].filter(Boolean);
  return (
    <div>
      {holds.join(", ") || "–"}
      {of.plays === "absent" && (of.teams > 0 || of.injects > 0) && <p className={css.soft}>{t.absent}</p>}
      {of.plays === "people" && remote && of.injects > 0 && <p className={css.soft}>{t.remote}</p>}
    </div>
  );
}
