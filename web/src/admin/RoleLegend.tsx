import { useQuery } from "@tanstack/react-query";
import { Panel } from "../base/page";
import { Ready } from "../base/states";
import { lookup, w } from "../words";
import css from "./admin.module.css";
import { rolesQuery } from "./queries";

/** RoleLegend says of each role in one line what it is for, and on demand every act that it permits. */
export function RoleLegend() {
  const roles = useQuery(rolesQuery);
  return (
    <Panel title={w.admin.rolesTitle} lead={w.admin.rolesLead}>
      <Ready of={roles}>
        {(data) => (
          <dl className={css.legend}>
            {data.items.map((r) => (
              <div key={r.role}>
                <dt>{r.role}</dt>
                <dd>
                  {lookup(w.admin.role, r.role)}
                  <details>
                    <summary aria-label={w.admin.rolesActsOf(r.role)}>{w.admin.rolesActs(r.acts.length)}</summary>
                    <ul>
                      {r.acts.map((a) => (
                        <li key={a} className="mono">
                          {a}
                        </li>
                      ))}
                    </ul>
                  </details>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </Ready>
    </Panel>
  );
}
