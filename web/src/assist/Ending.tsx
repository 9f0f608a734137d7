import { Textarea } from "@mantine/core";
import { useState } from "react";
import { api, take } from "../base/api";
import { Code, Panel, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { w } from "../words";
import { Acting } from "./Acting";
import css from "./assist.module.css";
import { Clock } from "./Clock";
import type { Case, RequestPage } from "./queries";
import { roleName } from "./reason";
import { isOver } from "./standing";
import { useTerms } from "./terms";

/** Ending holds what is said when people are back: costs, closing, the report and its clock, lessons. */
export function Ending({ of }: { of: RequestPage }) {
  const own = useSession().party.code;
  const may = useMay("assist.deploy");
  const c = of.case;
  if (!isOver(c) && c.costs.length === 0) return null;
  const mayReport = may && of.ours.gives && !of.ours.owner && c.closed_at && !c.reports.some((r) => r.party === own);
  return (
    <>
      {c.costs.length > 0 && <Costs of={c} />}
      {isOver(c) && (
        <Panel
          title={w.assist.ending.title}
          lead={c.outcome}
          flush
          actions={
            <>
              {mayReport && <ReportButton of={of} />}
              {may && <LessonButton id={c.id} />}
            </>
          }
        >
          {c.closed_at && (
            <p className={css.pad}>
              {w.assist.ending.closed} <When at={c.closed_at} /> · {c.reported_at ? <State tone={c.report_due && c.reported_at <= c.report_due ? "good" : "warn"}>{c.report_due && c.reported_at <= c.report_due ? w.assist.ending.inTime : w.assist.ending.late}</State> : <>{w.assist.ending.due} <Clock due={c.report_due} /></>}
            </p>
          )}
          <ul className={css.list}>
            {c.reports.map((r) => (
              <li key={"r" + r.party}>
                <span>
                  <strong>{w.assist.ending.report}</strong> <Code>{r.party}</Code> <span className={css.soft}>{r.by}</span> <When at={r.at} />
                </span>
                <p className={css.said}>{r.text}</p>
              </li>
            ))}
            {c.lessons.map((l, i) => (
              <li key={"l" + i}>
                <span>
                  <strong>{w.assist.ending.lesson}</strong> <Code>{l.party}</Code> <When at={l.at} />
                </span>
                <p className={css.said}>{l.text}</p>
                {l.recommend && <p className={css.soft}>{l.recommend}</p>}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function Costs({ of: c }: { of: Case }) {
  const terms = useTerms();
  const money = (n: number | undefined, currency: string | undefined) => (currency && n !== undefined ? new Intl.NumberFormat(w.locale, { style: "currency", currency }).format(n / 100) : "");
  return (
    <Panel title={w.assist.cost.title} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.assist.offers.party}</th>
            <th>{w.assist.board.role}</th>
            <th className={css.num}>{w.assist.cost.hours}</th>
            <th className={css.num}>{w.assist.cost.amount}</th>
            <th>{w.assist.cost.agrees}</th>
          </tr>
        </thead>
        <tbody>
          {c.costs.flatMap((k) =>
            k.lines.map((l) => (
              <tr key={k.offer + l.role}>
                <td data-name={w.assist.offers.party}>
                  <Code>{k.party}</Code>
                </td>
                <td data-name={w.assist.board.role}>{roleName(c.request.roles ?? [], l.role, terms)}</td>
                <td data-name={w.assist.cost.hours} className={table.num}>
                  {w.number(l.minutes / 60)} × {l.multiplier}&thinsp;%
                </td>
                <td data-name={w.assist.cost.amount} className={table.num}>
                  {money(l.amount, k.currency)}
                </td>
                <td data-name={w.assist.cost.agrees}>
                  <State tone={k.agrees ? "good" : "bad"}>{k.agrees ? w.assist.cost.yes : w.assist.cost.no}</State>
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </Panel>
  );
}

/** CloseButton closes a request of ours. */
export function CloseButton({ of }: { of: RequestPage }) {
  const may = useMay("assist.deploy");
  if (!may) return null;
  return <Acting words={w.assist.act.close} need act={(text) => take(api.POST("/assist/requests/{id}/close", { params: { path: { id: of.case.id } }, body: { text } }))} />;
}

/** ReportButton gives the summary report of a closed request. */
export function ReportButton({ of }: { of: RequestPage }) {
  const may = useMay("assist.deploy");
  if (!may) return null;
  return <Acting words={w.assist.act.report} need act={(text) => take(api.POST("/assist/requests/{id}/report", { params: { path: { id: of.case.id } }, body: { text } }))} />;
}

function LessonButton({ id }: { id: string }) {
  const [recommend, setRecommend] = useState("");
  return (
    <Acting words={w.assist.act.learn} need act={(text) => take(api.POST("/assist/requests/{id}/lessons", { params: { path: { id } }, body: { text, ...(recommend.trim() && { recommend: recommend.trim() }) } }))}>
      <Textarea label={w.assist.ending.recommend} autosize minRows={2} maxLength={4000} value={recommend} onChange={(e) => setRecommend(e.currentTarget.value)} />
    </Acting>
  );
}
