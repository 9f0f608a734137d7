import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useLines } from "../base/lines";
import { Page, Panel, State } from "../base/page";
import { Empty, Ready as WhenReady } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { termsQuery, type Term } from "../expert/queries";
import { nameOf } from "../expert/standing";
import { inOwn } from "../warning/standing";
import { w } from "../words";
import { Bar } from "./Bar";
import { readinessQuery, type Readiness as All, type Ready } from "./queries";
import css from "./training.module.css";

/** Readiness counts what the own people have learned, and whether somebody of them is on standby. */
export function Readiness() {
  const query = useQuery(readinessQuery);
  const terms = useQuery(termsQuery).data;
  const t = w.training.readiness;
  return (
    <Page title={t.title} lead={<>{t.lead} <Link to="/training">{w.training.title}</Link></>}>
      <WhenReady of={query}>
        {(r) => (
          <>
            <Counts title={t.skills} of={r.skills} terms={terms?.skills} people={r.people} />
            <Counts title={t.services} of={r.services} terms={terms?.services} people={r.people} />
            <Courses of={r} />
            {r.named ? <Holders of={r} /> : <p className={css.soft}>{t.hidden}</p>}
          </>
        )}
      </WhenReady>
    </Page>
  );
}

function Counts({ title, of, terms, people }: { title: string; of: Ready[]; terms: Term[] | undefined; people: number }) {
  const t = w.training.readiness;
  return (
    <Panel title={title} lead={t.people(people)} flush>
      {of.length === 0 ? (
        <Empty title={t.nothing} text={t.nothingText} />
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th>{t.what}</th>
              <th>{t.holders}</th>
              <th>{t.standby}</th>
              <th>{t.expiring}</th>
              <th>{t.expired}</th>
            </tr>
          </thead>
          <tbody>
            {of.map((x) => (
              <tr key={x.code}>
                <td data-name={t.what}>{nameOf(terms, x.code)}</td>
                <td data-name={t.holders}>
                  {x.holders === 0 ? <State tone="bad">{t.gap}</State> : <Bar part={x.holders} of={Math.max(people, x.holders)}>{t.hold(x.holders, x.bound)}</Bar>}
                </td>
                <td data-name={t.standby}>
                  <Bar part={x.standby} of={x.pool}>
                    {t.ofPool(x.standby, x.pool)}
                  </Bar>
                </td>
                <td data-name={t.expiring}>{x.expiring > 0 ? <State tone="warn">{w.number(x.expiring)}</State> : "0"}</td>
                <td data-name={t.expired}>{x.expired > 0 ? <State tone="bad">{w.number(x.expired)}</State> : "0"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Courses({ of }: { of: All }) {
  const t = w.training.readiness;
  return (
    <Panel title={w.training.courses} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.training.course}</th>
            <th>{t.learning}</th>
            <th>{t.holders}</th>
            <th>{t.expiring}</th>
            <th>{t.expired}</th>
          </tr>
        </thead>
        <tbody>
          {of.courses.map((c) => (
            <tr key={c.id}>
              <td data-name={w.training.course}>
                <Link to="/training/$course" params={{ course: c.id }}>
                  {inOwn(c.title)}
                </Link>
              </td>
              <td data-name={t.learning}>{w.number(c.learning)}</td>
              <td data-name={t.holders}>
                <Bar part={c.holders} of={Math.max(of.people, c.holders)}>
                  {w.number(c.holders)}
                </Bar>
              </td>
              <td data-name={t.expiring}>{w.number(c.expiring)}</td>
              <td data-name={t.expired}>{w.number(c.expired)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Holders({ of }: { of: All }) {
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  const t = w.training.readiness;
  return (
    <Panel title={t.who} flush>
      <div ref={box}>
        {of.holders.length === 0 ? (
          <Empty title={t.nobody} text={t.nobodyText} />
        ) : (
          <table className={table.table}>
            <thead>
              <tr>
                <th>{t.name}</th>
                <th>{w.training.course}</th>
                <th>{t.until}</th>
                <th>{t.profile}</th>
                <th>{t.standby}</th>
              </tr>
            </thead>
            <tbody>
              {of.holders.map((h) => (
                <tr key={h.certificate} data-opens>
                  <td data-name={t.name}>
                    <Link to="/training/certificates/$id" params={{ id: h.certificate }} data-line className={css.strong}>
                      {h.name}
                    </Link>
                  </td>
                  <td data-name={w.training.course}>{inOwn(h.title)}</td>
                  <td data-name={t.until}>
                    <State tone={h.expired ? "bad" : h.expiring ? "warn" : "good"}>
                      <When at={h.expires} />
                    </State>
                  </td>
                  <td data-name={t.profile}>
                    {h.expert ? (
                      <Link to="/experts/$id" params={{ id: h.expert }}>
                        {t.noted}
                      </Link>
                    ) : (
                      <span className={css.soft}>{t.unbound}</span>
                    )}
                  </td>
                  <td data-name={t.standby}>{h.standby ? <State tone="good">{t.on}</State> : <span className={css.soft}>{t.off}</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Panel>
  );
}
