import { Button, SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Code, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Failure, Ready } from "../base/states";
import table from "../base/table.module.css";
import { lookup, w } from "../words";
import css from "./assist.module.css";
import { Mixes } from "./Mixes";
import { explainQuery, expertsQuery, matchQuery, useAct, type Choice, type Proposal, type RequestPage, type Side, type Verdict } from "./queries";
import { reasonText } from "./reason";
import { useTerms, type Named } from "./terms";

/** Match shows who could take which seat, with reasons; people decide, and it is reckoned again after each decision. */
export function Match({ of, only }: { of: RequestPage; only?: Side }) {
  const mayOffer = useMay("assist.offer");
  const looksOn = of.ours.owner || of.ours.centre;
  const [side, setSide] = useState<Side>(only ?? (looksOn ? "offers" : "pool"));
  const mayPool = mayOffer && of.ours.asked;
  const query = useQuery({ ...matchQuery(of.case.id, side), enabled: side === "offers" || mayPool });
  if (!looksOn && !mayPool) return null;
  return (
    <Panel
      title={w.assist.match.title}
      lead={w.assist.match.lead}
      id="match"
      flush
      actions={!only && looksOn && mayPool ? <SegmentedControl size="xs" aria-label={w.assist.match.side} data={(["offers", "pool"] as const).map((s) => ({ value: s, label: w.assist.match.sides[s] }))} value={side} onChange={(v) => setSide(v as Side)} /> : undefined}
    >
      <Ready of={query}>{(p) => (p.seats.length === 0 ? <Empty title={w.assist.match.full} text={w.assist.match.fullText} /> : <Proposed of={p} id={of.case.id} />)}</Ready>
    </Panel>
  );
}

/** seatText is what a seat is called: its role's words, else its number in its request. */
function seatText(p: Proposal, id: string): string {
  const seat = p.seats.find((s) => s.id === id);
  return seat?.title || w.assist.role.title(p.seats.filter((s) => s.request === seat?.request).findIndex((s) => s.id === id) + 1);
}

/** useWho names a candidate as we may know him: the pseudonym as others see it, and of our own the name beside it. */
export function useWho(p: Proposal): (id: string) => string {
  const may = useMay("expert.read");
  const pool = useQuery({ ...expertsQuery, enabled: p.side === "pool" && may });
  return (id) => {
    const name = pool.data?.items.find((e) => e.id === id)?.profile.name;
    const shown = p.people.find((x) => x.id === id)?.pseudonym;
    return [shown, name].filter(Boolean).join(" · ") || id;
  };
}

/** Together is how a proposal is read when several requests compete: which they are, and what each is called. What people fix belongs to one request, so that it is looked at there. */
export interface Together {
  others: string[];
  title: (request: string) => string;
}

/** Proposed shows seat by seat who is proposed and why. */
export function Proposed({ of: p, id, together }: { of: Proposal; id: string; together?: Together }) {
  const may = useMay("assist.deploy") && !together;
  const terms = useTerms();
  const who = useWho(p);
  const plan = useAct((next: { fixed: Proposal["plan"]["fixed"]; barred: Proposal["plan"]["barred"] }) => take(api.PUT("/assist/requests/{id}/plan", { params: { path: { id } }, body: { version: p.plan.version, ...next } })));
  const without = (list: Proposal["plan"]["fixed"], seat: string, person: string) => list.filter((x) => !(x.seat === seat && x.person === person));
  const fix = (seat: string, person: string) => plan.mutate({ fixed: [...p.plan.fixed.filter((x) => x.seat !== seat && x.person !== person), { seat, person }], barred: without(p.plan.barred, seat, person) });
  const bar = (seat: string, person: string) => plan.mutate({ fixed: without(p.plan.fixed, seat, person), barred: [...without(p.plan.barred, seat, person), { seat, person }] });
  const free = (seat: string) => plan.mutate({ fixed: p.plan.fixed.filter((x) => x.seat !== seat), barred: p.plan.barred.filter((x) => x.seat !== seat) });
  return (
    <>
      <p className={css.pad}>
        <State tone={p.proven ? "good" : "warn"}>{p.proven ? w.assist.match.proven : w.assist.match.unproven}</State> {w.assist.match.filled(p.assigned.length, p.seats.length)}
      </p>
      {plan.error && <Failure of={plan.error} />}
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.assist.match.seat}</th>
            <th>{w.assist.match.person}</th>
            <th>{w.assist.match.why}</th>
            <th>{w.assist.match.others}</th>
          </tr>
        </thead>
        <tbody>
          {p.seats.map((s) => {
            const chosen = p.assigned.find((a) => a.seat === s.id);
            const gap = p.open.find((g) => g.seat === s.id);
            const kept = p.plan.fixed.some((x) => x.seat === s.id) || p.plan.barred.some((x) => x.seat === s.id);
            return (
              <tr key={s.id}>
                <td data-name={w.assist.match.seat}>
                  <div>
                    {seatText(p, s.id)}
                    {together && <p className={css.soft}>{together.title(s.request)}</p>}
                  </div>
                </td>
                <td data-name={w.assist.match.person}>
                  <div>
                    {chosen ? (
                      <>
                        <Code>{chosen.party}</Code> {who(chosen.person)} {chosen.fixed && <State tone="plain">{w.assist.match.fixed}</State>}
                        <Warnings of={chosen} terms={terms} />
                      </>
                    ) : (
                      <span className={css.gap}>{w.assist.match.nobody}</span>
                    )}
                    {may && (
                      <div className={css.row}>
                        {chosen && !chosen.fixed && (
                          <Button size="compact-xs" variant="default" onClick={() => fix(s.id, chosen.person)}>
                            {w.assist.match.fix}
                          </Button>
                        )}
                        {chosen && (
                          <Button size="compact-xs" variant="default" onClick={() => bar(s.id, chosen.person)}>
                            {w.assist.match.bar}
                          </Button>
                        )}
                        {kept && (
                          <Button size="compact-xs" variant="default" onClick={() => free(s.id)}>
                            {w.assist.match.free}
                          </Button>
                        )}
                      </div>
                    )}
                  </div>
                </td>
                <td data-name={w.assist.match.why}>
                  {chosen ? <Parts of={chosen} /> : gap && <Counts of={gap.counts} />}
                </td>
                <td data-name={w.assist.match.others}>
                  <div>
                    {chosen?.alternatives.map((a) => (
                      <p key={a.person}>
                        {may ? (
                          <Button size="compact-xs" variant="subtle" onClick={() => fix(s.id, a.person)} title={w.assist.match.take}>
                            {who(a.person)}
                          </Button>
                        ) : (
                          who(a.person)
                        )}{" "}
                        {w.number(a.fit)}
                      </p>
                    ))}
                    <WhyNot id={id} of={p} seat={s.id} who={who} others={together?.others ?? []} />
                  </div>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {!together && <Mixes id={id} side={p.side} who={who} />}
    </>
  );
}

function Parts({ of: c }: { of: Choice }) {
  return (
    <span>
      {c.provision && <>{w.assist.provision(c.provision)} · </>}
      {c.parts.filter((x) => x.points !== 0).map((x) => `${lookup(w.assist.match.part, x.name)} ${x.points > 0 ? "+" : ""}${w.number(x.points)}`).join(", ") || w.assist.match.meets}
    </span>
  );
}

function Warnings({ of: c, terms }: { of: Choice; terms: Named }) {
  if (c.warnings.length === 0) return null;
  return <p className={css.gap}>{w.assist.match.against(c.warnings.map((r) => reasonText(r, terms)).join(", "))}</p>;
}

function Counts({ of }: { of: Record<string, number> }) {
  const all = Object.entries(of);
  if (all.length === 0) return <span>{w.assist.match.noPeople}</span>;
  return (
    <ul>
      {all.map(([code, n]) => (
        <li key={code}>
          {w.number(n)} × {lookup(w.assist.match.code, code)}
        </li>
      ))}
    </ul>
  );
}

function WhyNot({ id, of: p, seat, who, others: competing }: { id: string; of: Proposal; seat: string; who: (id: string) => string; others: string[] }) {
  const terms = useTerms();
  const [person, setPerson] = useState<string | null>(null);
  const query = useQuery({ ...explainQuery(id, p.side, seat, person ?? "", competing), enabled: person !== null });
  const chosen = p.assigned.find((a) => a.seat === seat)?.person;
  const others = p.people.filter((x) => x.id !== chosen);
  if (others.length === 0) return null;
  return (
    <div>
      <Select size="xs" searchable aria-label={w.assist.match.whyNot} placeholder={w.assist.match.whyNot} data={others.map((x) => ({ value: x.id, label: who(x.id) }))} value={person} onChange={setPerson} />
      {person !== null && <Ready of={query}>{(v) => <p className={css.said} role="status">{verdictText(v, who, p, terms)}</p>}</Ready>}
    </div>
  );
}

/** verdictText says why somebody is not in a seat: a rule, a better choice elsewhere, or what the whole would lose. */
function verdictText(v: Verdict, who: (id: string) => string, p: Proposal, terms: Named): string {
  const m = w.assist.match;
  if (v.chosen) return m.isChosen;
  if (v.reasons.length > 0) return m.ruledOut(v.reasons.map((r) => reasonText(r, terms)).join(", "));
  return [v.elsewhere ? m.elsewhere(seatText(p, v.elsewhere)) : "", v.instead ? m.instead(who(v.instead)) : "", v.loses_filled > 0 ? m.losesFilled : v.loses_fit > 0 ? m.losesFit(v.loses_fit) : ""].filter(Boolean).join(" ") || m.equal;
}
