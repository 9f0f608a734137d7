import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, take } from "../base/api";
import { Code, Panel, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Empty } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import { Acting } from "./Acting";
import css from "./assist.module.css";
import type { Case, RequestPage } from "./queries";
import { teamText } from "./reason";
import { isOver } from "./standing";

type Shift = Case["shifts"][number];

/** Shifts shows when people work; whose people they are writes the times, and cancels what does not take place. */
export function Shifts({ of }: { of: RequestPage }) {
  const own = useSession().party.code;
  const may = useMay("assist.deploy");
  const c = of.case;
  const who = (offer: string, line: string) => {
    const l = c.offers.find((o) => o.id === offer)?.lines.find((x) => x.id === line);
    return l?.card?.pseudonym ?? (l?.team ? teamText(l.team.type) : line);
  };
  const ours = c.offers.filter((o) => o.party === own).flatMap((o) => o.lines.filter((l) => o.stand.some((s) => s.line === l.id && s.held)).map((l) => ({ value: `${o.id}/${l.id}`, label: who(o.id, l.id) })));
  return (
    <Panel title={w.assist.shifts.title} lead={w.assist.shifts.lead} flush actions={may && ours.length > 0 && !isOver(c) ? <ShiftButton id={c.id} of={ours} /> : undefined}>
      {c.shifts.length === 0 ? (
        <Empty title={w.assist.shifts.none} text={w.assist.shifts.noneText} />
      ) : (
        <ul className={css.list}>
          {c.shifts.map((s) => (
            <li key={s.id}>
              <span>
                {s.cancelled && <State tone="plain">{w.assist.cancelled}</State>} <Code>{s.party}</Code> <Code>{who(s.offer, s.line)}</Code> <When at={s.from} /> – <When at={s.to} /> {s.what}
              </span>
              {s.cancelled && (
                <p className={css.soft}>
                  {w.assist.because(s.why ?? "")} {s.by} <When at={s.at} />
                </p>
              )}
              {may && s.party === own && !s.cancelled && !isOver(c) && (
                <div className={css.row}>
                  <CancelShift id={c.id} of={s} />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function CancelShift({ id, of: s }: { id: string; of: Shift }) {
  const what = { id: s.id, offer: s.offer, line: s.line, from: s.from, to: s.to, ...(s.what && { what: s.what }) };
  return <Acting words={w.assist.act.cancelShift} need grave act={(why) => take(api.POST("/assist/requests/{id}/shifts", { params: { path: { id } }, body: { ...what, cancelled: true, why } }))} />;
}

function ShiftButton({ id, of }: { id: string; of: { value: string; label: string }[] }) {
  const [line, setLine] = useState(of[0]?.value ?? "");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [offer = "", at = ""] = line.split("/");
  return (
    <Acting
      words={w.assist.act.shift}
      disabled={!from || !to}
      act={(what) => take(api.POST("/assist/requests/{id}/shifts", { params: { path: { id } }, body: { offer, line: at, from: new Date(from).toISOString(), to: new Date(to).toISOString(), ...(what && { what }) } }))}
    >
      <NativeSelect label={w.assist.offers.who} data={of} value={line} onChange={(e) => setLine(e.currentTarget.value)} />
      <TextInput type="datetime-local" label={w.assist.shifts.from} value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
      <TextInput type="datetime-local" label={w.assist.shifts.to} value={to} onChange={(e) => setTo(e.currentTarget.value)} />
    </Acting>
  );
}
