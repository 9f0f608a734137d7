import { Link } from "@tanstack/react-router";
import { State } from "../base/page";
import table from "../base/table.module.css";
import { lookup, w } from "../words";
import css from "./expert.module.css";
import type { Expert, Terms } from "./queries";
import { endingOf, nameOf, standingOf } from "./standing";

/** PoolTable lists people: what each does, how each stands now, and what of it is attested. */
export function PoolTable({ of, terms }: { of: Expert[]; terms: Terms | undefined }) {
  return (
    <table className={table.table} aria-label={w.expert.pool}>
      <thead>
        <tr>
          <th>{w.expert.name}</th>
          <th>{w.expert.does}</th>
          <th>{w.expert.clearance}</th>
          <th>{w.expert.stands}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((e) => (
          <Line key={e.id} of={e} terms={terms} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ of, terms }: { of: Expert; terms: Terms | undefined }) {
  const p = of.profile;
  const standing = standingOf(of, new Date());
  const ending = endingOf(of, new Date());
  const skills = [...(p.skills ?? [])].sort((a, b) => b.level - a.level);
  return (
    <tr>
      <td data-name={w.expert.name}>
        <div>
          <Link to="/experts/$id" params={{ id: of.id }}>
            {p.name}
          </Link>
          <div className={css.soft}>{[p.employer, p.office].filter(Boolean).join(" · ")}</div>
        </div>
      </td>
      <td data-name={w.expert.does}>
        <div>
          {(p.services ?? []).map((s) => nameOf(terms?.services, s)).join(", ") || w.expert.nothing}
          <div className={css.soft}>
            {skills.slice(0, 4).map((s) => `${nameOf(terms?.skills, s.code)} ${s.level}`).join(", ")}
            {skills.length > 4 && ` ${w.expert.more(skills.length - 4)}`}
          </div>
        </div>
      </td>
      <td data-name={w.expert.clearance}>
        <div>
          {p.clearance ? nameOf(terms?.clearances, p.clearance.level) : w.expert.none}
          <div>
            {of.attested ? <State tone="good">{w.expert.attested}</State> : <State tone="warn">{w.expert.unattested}</State>} {ending && <State tone="warn">{ending}</State>}
          </div>
        </div>
      </td>
      <td data-name={w.expert.stands}>
        <State tone={standing.tone}>{lookup(w.expert.standing, standing.word)}</State>
      </td>
    </tr>
  );
}
