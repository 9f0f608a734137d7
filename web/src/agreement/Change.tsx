import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, take, type Answer } from "../base/api";
import { Marking } from "../base/marking";
import { Code, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import { Verdict } from "../release/Decisions";
import { lookup, w } from "../words";
import { say } from "../words/say";
import css from "./agreement.module.css";

type Changed = Answer<"/agreements/{id}/change", "get">;
type PartyChange = Changed["parties"][number];
type ClassChange = PartyChange["rows"][number];

const changeQuery = (id: string) =>
  queryOptions({ queryKey: ["agreement", id, "change"], queryFn: ({ signal }) => take(api.GET("/agreements/{id}/change", { params: { path: { id } }, signal })) });

/** Change shows what an agreement would change for what this node holds, before anybody signs; of one in force, what its end would change. */
export function Change({ id, ends }: { id: string; ends: boolean }) {
  const may = useMay("release.preview");
  const query = useQuery({ ...changeQuery(id), enabled: may });
  if (!may) return null;
  return (
    <Panel title={ends ? w.agreement.change.ends : w.agreement.change.title} lead={w.agreement.change.lead}>
      <Ready of={query}>
        {(data) =>
          data.parties.every((p) => p.rows.length === 0) && data.starts.length + data.stops.length === 0 ? (
            <Empty title={w.agreement.change.nothing} text={w.agreement.change.nothingText(w.intel.objects(data.objects))} />
          ) : (
            <>
              <ul className={css.changes}>
                {data.parties.map((p) => (
                  <Party key={p.party} of={p} />
                ))}
              </ul>
              <Duties title={w.agreement.change.starts} of={data.starts} />
              <Duties title={w.agreement.change.stops} of={data.stops} />
            </>
          )
        }
      </Ready>
    </Panel>
  );
}

/** Duties lists what would be owed from then on, or no more. */
function Duties({ title, of }: { title: string; of: Changed["starts"] }) {
  if (of.length === 0) return null;
  return (
    <div className={css.duties}>
      <h3>{title}</h3>
      <ul>
        {of.map(({ agreement, provision: p, owes }) => (
          <li key={agreement + p.id}>
            {lookup(w.agreement.kind, p.kind)} <span className={css.soft}>{[lookup(w.duty.forces, p.force ?? ""), p.within && `${w.agreement.term["within"]} ${p.within}`, p.every && `${w.agreement.term["every"]} ${p.every}`, owes.join(", ")].filter(Boolean).join("; ")}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Party({ of }: { of: PartyChange }) {
  return (
    <li>
      <p className={css.changeHead}>
        <Code>{of.party}</Code>
        {of.opened > 0 && <State tone="good">{w.agreement.change.opened(w.intel.objects(of.opened))}</State>}
        {of.closed > 0 && <State tone="warn">{w.agreement.change.closed(w.intel.objects(of.closed))}</State>}
        <span className={css.soft}>{w.agreement.change.same(w.intel.objects(of.same))}</span>
      </p>
      <ul>
        {of.rows.map((r, i) => (
          <Class key={i} of={r} />
        ))}
      </ul>
    </li>
  );
}

function Class({ of }: { of: ClassChange }) {
  const one = (permit: boolean) => <Verdict permit={permit ? of.count : 0} refuse={permit ? 0 : of.count} />;
  return (
    <li className={css.change}>
      <span>{w.audience.class(w.intel.objects(of.count), `${of.class.category}, ${of.class.origin}`)}</span>
      <Marking of={{ tlp: of.class.tlp, pap: of.class.pap, unknown: of.class.unknown ? [""] : [] }} />
      <span className={css.turn}>
        {one(of.before.permit)} <span aria-hidden="true">→</span>
        <span className="unseen">{w.agreement.change.then}</span> {one(of.after.permit)}
      </span>
      {of.conflict && <State tone="warn">{w.agreement.change.conflict}</State>}
      {of.after.reasons.map((r) => (
        <p key={r.code + r.text} className={css.soft}>
          {say(r.text, r.phrase)}
          {r.citation && (
            <>
              {" "}
              <Link to="/agreements/$id" params={{ id: r.citation.agreement }} hash={r.citation.provision}>
                {w.audience.cites(r.citation.title, r.citation.generation, r.citation.provision)}
              </Link>
            </>
          )}
        </p>
      ))}
    </li>
  );
}
