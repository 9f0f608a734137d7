import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useLines } from "../base/lines";
import { Page, Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { termsQuery } from "../expert/queries";
import { nameOf } from "../expert/standing";
import { w } from "../words";
import { inOwn } from "../warning/standing";
import { Bar } from "./Bar";
import { Practices } from "./Practice";
import { PutButton } from "./PutButton";
import { coursesQuery, type Brief } from "./queries";
import { standingOf } from "./standing";
import css from "./training.module.css";

/** Training lists the courses, with how far the reader has come in each. */
export function Training() {
  const query = useQuery(coursesQuery);
  const manage = useMay("training.manage");
  const ready = useMay("training.read");
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  return (
    <Page
      title={w.training.title}
      lead={w.training.lead}
      actions={
        <>
          {manage && <PutButton />}
          {ready && (
            <Button component={Link} to="/training/readiness" variant="default">
              {w.training.readiness.title}
            </Button>
          )}
        </>
      }
    >
      <Panel title={w.training.courses} flush>
        <div ref={box}>
          <Ready of={query}>{(data) => (data.items.length === 0 ? <Empty title={w.training.empty} text={w.training.emptyText} /> : <List of={data.items} />)}</Ready>
        </div>
      </Panel>
      {manage && <Practices />}
    </Page>
  );
}

function List({ of }: { of: Brief[] }) {
  const may = useMay("party.read");
  const terms = useQuery({ ...termsQuery, enabled: may }).data;
  const t = w.training;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{t.course}</th>
          <th>{t.state}</th>
          <th>{t.progress}</th>
          <th>{t.attests}</th>
          <th>{t.certificate}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((b) => {
          const standing = standingOf(b);
          return (
            <tr key={b.id} data-opens>
              <td data-name={t.course}>
                <div>
                  <Link to="/training/$course" params={{ course: b.id }} data-line className={css.strong}>
                    {inOwn(b.title)}
                  </Link>
                  <p className={css.soft}>{inOwn(b.text).split("\n")[0]}</p>
                </div>
              </td>
              <td data-name={t.state}>
                <State tone={standing.tone}>{t.standing[standing.word]}</State>
              </td>
              <td data-name={t.progress}>
                <Bar part={b.passed} of={b.lessons}>
                  {t.lessonsOf(b.passed, b.lessons)}
                </Bar>
              </td>
              <td data-name={t.attests}>{[...b.skills.map((s) => `${nameOf(terms?.skills, s.code)} ${s.level}`), ...b.services.map((s) => nameOf(terms?.services, s))].join(", ") || w.expert.none}</td>
              <td data-name={t.certificate} className={table.tight}>
                {b.certificate ? (
                  <Link to="/training/certificates/$id" params={{ id: b.certificate.id }}>
                    {t.until} <When at={b.certificate.expires} />
                  </Link>
                ) : (
                  "–"
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
