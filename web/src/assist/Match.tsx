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

function Proposed({ of: p, id }: { of: Proposal; id: string }) {
  const may = useMay("assist.deploy");
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
          {p.seats.map((s, i) => {
            const chosen = p.assigned.find((a) => a.seat === s.id);
            const gap = p.open.find((g) => g.seat === s.id);
            const kept = p.plan.fixed.some((x) => x.seat === s.id) || p.plan.barred.some((x) => x.seat === s.id);
            return (
              <tr key={s.id}>
                <td data-name={w.assist.match.seat}>{s.title || w.assist.role.title(i + 1)}</td>
                <td data-name={w.assist.match.person}>
                  <div>
                    {chosen ? (
                      <>
                        <Code>{chosen.party}</Code> {who(chosen.person)} {chosen.fixed && <State tone="plain">{w.assist.match.fixed}</State>}
                        <Warnings of={chosen} />
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
                    <WhyNot id={id} of={p} seat={s.id} who={who} />
                  </div>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Mixes id={id} side={p.side} who={who} />
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

function Warnings({ of: c }: { of: Choice }) {
  if (c.warnings.length === 0) return null;
  return <p className={css.gap}>{w.assist.match.against(c.warnings.map(reasonText).join(", "))}</p>;
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

/** reasonText says a rule that speaks against somebody, with what he has and what is wanted. */
export function reasonText(r: Verdict["reasons"][number]): string {
  const levels = r.want ? ` (${r.have ?? 0} < ${r.want})` : "";
  return `${lookup(w.assist.match.code, r.code)}${r.what ? ` ${r.what}` : ""}${levels}`;
}

function WhyNot({ id, of: p, seat, who }: { id: string; of: Proposal; seat: string; who: (id: string) => string }) {
  const [person, setPerson] = useState<string | null>(null);
  const query = useQuery({ ...explainQuery(id, p.side, seat, person ?? ""), enabled: person !== null });
  const chosen = p.assigned.find((a) => a.seat === seat)?.person;
  const others = p.people.filter((x) => x.id !== chosen);
  if (others.length === 0) return null;
  return (
    <div>
      <Select size="xs" searchable aria-label={w.assist.match.whyNot} placeholder={w.assist.match.whyNot} data={others.map((x) => ({ value: x.id, label: who(x.id) }))} value={person} onChange={setPerson} />
      {person !== null && <Ready of={query}>{(v) => <p className={css.said} role="status">{verdictText(v, who, p)}</p>}</Ready>}
    </div>
  );
}

/** verdictText says why somebody is not in a seat: a rule, a better choice elsewhere, or what the whole would lose. */
export function verdictText(v: Verdict, who: (id: string) => string, p: Pick<Proposal, "seats">): string {
  const m = w.assist.match;
  if (v.chosen) return m.isChosen;
  if (v.reasons.length > 0) return m.ruledOut(v.reasons.map(reasonText).join(", "));
  const seat = p.seats.find((s) => s.id === v.elsewhere);
  return [v.elsewhere ? m.elsewhere(seat?.title || v.elsewhere) : "", v.instead ? m.instead(who(v.instead)) : "", v.loses_filled > 0 ? m.losesFilled : v.loses_fit > 0 ? m.losesFit(v.loses_fit) : ""].filter(Boolean).join(" ") || m.equal;
}
