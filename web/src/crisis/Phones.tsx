import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Code, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Calls } from "../directory/Calls";
import { w } from "../words";
import css from "./crisis.module.css";
import { phonesQuery } from "./queries";

/** Phones lists whom to call about the text before the members, those first whom it has not reached. */
export function Phones({ id }: { id: string }) {
  const query = useQuery({ ...phonesQuery(id), enabled: useMay("party.read") });
  const all = query.data?.items ?? [];
  if (all.length === 0) return null;
  const p = w.crisis.phones;
  return (
    <Panel title={p.title} lead={p.lead}>
      <ul className={css.phones}>
        {all.map((l) => (
          <li key={l.party}>
            <p>
              <Code>{l.party}</Code> {l.name !== l.party && l.name} <State tone={l.reached ? (l.opened ? "plain" : "warn") : "bad"}>{l.reached ? (l.opened ? p.opened : p.unopened) : w.crisis.members.unreachable}</State>
            </p>
            {l.unlisted ? (
              <p className={css.soft}>
                {p.unlisted} <Link to="/directory">{p.toDirectory}</Link>
              </p>
            ) : (
              <Calls of={l.calls} />
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
