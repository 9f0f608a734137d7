import { Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { api, take } from "../base/api";
import { Code, Facts, Panel, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Empty } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { useNow } from "../watch/clock";
import { lookup, w } from "../words";
import { Acting } from "./Acting";
import css from "./assist.module.css";
import { Clock } from "./Clock";
import { CostButton } from "./CostButton";
import { peopleQuery, pledgesQuery, expertsQuery, type Line, type Offered, type RequestPage, type Stand } from "./queries";
import { languageText, roleName, skillText, teamText } from "./reason";
import { binds, following, isOver, lineTone, signatures, stood, type LineAct } from "./standing";
import { useTerms } from "./terms";

/** Offers shows what was offered, what of it is accepted and binding, and who the people are where that is disclosed. */
export function Offers({ of }: { of: RequestPage }) {
  const c = of.case;
  return (
    <Panel title={w.assist.offers.title} lead={w.assist.offers.lead} id="offers" flush>
      {c.offers.length === 0 ? (
        <Empty title={w.assist.offers.none} text={w.assist.offers.noneText} />
      ) : (
        <ul className={css.list}>
          {c.offers.map((o) => (
            <li key={o.id}>
              <One page={of} of={o} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function One({ page, of: o }: { page: RequestPage; of: Offered }) {
  const own = useSession().party.code;
  const may = useMay("assist.deploy");
  const mayOffer = useMay("assist.offer");
  const now = useNow(true);
  const [chosen, setChosen] = useState<string[]>([]);
  const acts = following(page.case, o, own, now);
  const names = useNames(page, o);
  const open = o.stand.some((s) => s.state === "open");
  return (
    <section aria-label={w.assist.offers.of(o.party)} className={css.form}>
      <h3>
        {w.assist.offers.of(o.party)} <span className={css.soft}>{o.by}</span> <When at={o.at} />
      </h3>
      <Facts
        of={[
          [w.assist.offer.window, <span key="w"><When at={o.from} /> – <When at={o.until} /></span>],
          ...(open && !isOver(page.case) ? [[w.assist.offer.valid, <Clock key="v" due={o.valid} />] as [string, ReactNode]] : []),
          ...(o.caveats ? [[w.assist.offer.caveats, o.caveats] as [string, string]] : []),
          ...(o.cost ? [[lookup(w.assist.field, "cost"), o.cost] as [string, string]] : []),
          ...(o.attested ? [[w.assist.offer.attested, o.attested] as [string, string]] : []),
          [w.assist.offer.authorised, o.authorised],
        ]}
      />
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.assist.offers.who}</th>
            <th>{w.assist.board.role}</th>
            <th>{w.assist.offers.can}</th>
            <th>{w.assist.offers.stands}</th>
          </tr>
        </thead>
        <tbody>
          {o.lines.map((l) => (
            <OneLine key={l.id} page={page} offer={o} of={l} name={names(l.id)} chosen={chosen.includes(l.id)} choose={acts.some((a) => a.lines.includes(l.id)) ? () => setChosen(chosen.includes(l.id) ? chosen.filter((x) => x !== l.id) : [...chosen, l.id]) : undefined} />
          ))}
        </tbody>
      </table>
      <div className={css.row}>
        {acts.map(({ act, lines }) => (act === "withdraw" ? mayOffer : may) && <LineButton key={act} id={page.case.id} offer={o.id} act={act} lines={lines.filter((l) => chosen.length === 0 || chosen.includes(l))} done={() => setChosen([])} />)}
        {may && own === o.party && o.stand.some((s) => s.held) && page.case.state !== "reported" && <CostButton page={page} offer={o} />}
      </div>
    </section>
  );
}

function OneLine({ page, offer, of: l, name, chosen, choose }: { page: RequestPage; offer: Offered; of: Line; name: string; chosen: boolean; choose: (() => void) | undefined }) {
  const terms = useTerms();
  const s = stood(offer, l.id);
  const who = l.card ? l.card.pseudonym : l.team ? w.assist.offers.team(l.team.people, teamText(l.team.type), l.team.level) : "";
  const can = l.card
    ? [
        ...(l.card.services ?? []).map((x) => terms.name("services", x)),
        ...Object.entries(l.card.skills ?? {}).map(([k, v]) => skillText(terms, k, v)),
        ...Object.entries(l.card.languages ?? {}).map(([k, v]) => languageText(k, v)),
        ...(l.card.clearance ? [terms.name("clearances", l.card.clearance)] : []),
      ]
    : [...(l.team?.minimum ?? []).map((m) => `${m.count} × ${w.assist.role.atLeast(skillText(terms, m.skill, m.level))}`), ...(l.team?.kit ? [l.team.kit] : [])];
  return (
    <tr>
      <td data-name={w.assist.offers.who}>
        <div>
          {choose ? <Checkbox size="xs" label={<Code>{who}</Code>} checked={chosen} onChange={choose} /> : <Code>{who}</Code>}
          {name && <p className={css.said}>{name}</p>}
        </div>
      </td>
      <td data-name={w.assist.board.role}>{roleName(page.case.request.roles ?? [], l.role, terms)}</td>
      <td data-name={w.assist.offers.can}>{can.join(", ")}</td>
      <td data-name={w.assist.offers.stands}>{s && <Standing page={page} offer={offer} of={s} />}</td>
    </tr>
  );
}

function Standing({ page, offer, of: s }: { page: RequestPage; offer: Offered; of: Stand }) {
  const signed = signatures(page.case, offer, s);
  return (
    <div>
      <State tone={lineTone(s.state)}>{lookup(w.assist.lineState, s.state)}</State> {s.at && <When at={s.at} />}
      {s.where && <p className={css.said}>{s.where}</p>}
      {s.text && <p className={css.said}>{s.text}</p>}
      {signed && (
        <details>
          <summary>{binds(s.state) ? w.assist.offers.binding : w.assist.offers.wasBinding}</summary>
          <ol>
            {signed.map((x) => (
              <li key={x.what}>
                {lookup(w.assist.signature, x.what)} <Code>{x.party}</Code> {x.by} <When at={x.at} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}

/** useNames gives who stands behind a line, where we may know: at the party that asked once people are held, and of our own. */
function useNames(page: RequestPage, o: Offered): (line: string) => string {
  const own = useSession().party.code;
  const mayDeploy = useMay("assist.deploy");
  const mayOffer = useMay("assist.offer");
  const mayPool = useMay("expert.read");
  const { id } = page.case;
  const people = useQuery({ ...peopleQuery(id), enabled: page.ours.owner && mayDeploy && o.stand.some((s) => s.held) });
  const pledges = useQuery({ ...pledgesQuery(id), enabled: o.party === own && mayOffer });
  const pool = useQuery({ ...expertsQuery, enabled: o.party === own && mayPool });
  return (line) => {
    const disclosed = (people.data?.items ?? []).filter((p) => p.offer === o.id && p.line === line).map((p) => [p.name, p.employer, p.phone, p.email].filter(Boolean).join(" · "));
    const ours = (pledges.data?.items ?? []).filter((p) => p.offer === o.id && p.line === line).map((p) => pool.data?.items.find((e) => e.id === p.expert)?.profile.name ?? p.pseudonym);
    return [...disclosed, ...ours].join("\n");
  };
}

const paths = {
  accept: "/assist/requests/{id}/offers/{offer}/accept",
  withdraw: "/assist/requests/{id}/offers/{offer}/withdraw",
  mobilise: "/assist/requests/{id}/offers/{offer}/mobilise",
  arrived: "/assist/requests/{id}/offers/{offer}/arrived",
  "hand-over": "/assist/requests/{id}/offers/{offer}/hand-over",
  demobilise: "/assist/requests/{id}/offers/{offer}/demobilise",
} as const satisfies Record<LineAct, string>;

function LineButton({ id, offer, act, lines, done }: { id: string; offer: string; act: LineAct; lines: string[]; done: () => void }) {
  const [whole, setWhole] = useState(false);
  if (lines.length === 0) return null;
  const words = w.assist.act[act];
  return (
    <Acting
      words={{ ...words, title: `${words.title} (${w.assist.offers.lines(lines.length)})` }}
      grave={act === "withdraw"}
      where={act === "arrived"}
      act={async (text, where) => {
        await take(api.POST(paths[act], { params: { path: { id, offer } }, body: { lines, ...(text && { text }), ...(where && { where }), ...(act === "accept" && whole && { whole }) } }));
        done();
      }}
    >
      {act === "accept" && lines.length > 1 && <Checkbox label={w.assist.offers.whole} checked={whole} onChange={(e) => setWhole(e.currentTarget.checked)} />}
    </Acting>
  );
}
