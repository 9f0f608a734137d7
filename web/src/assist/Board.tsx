import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Arrived } from "../base/Arrived";
import { DownIcon } from "../base/icons";
import { Marking } from "../base/marking";
import { Code, Page, Panel, Stack, State } from "../base/page";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { say } from "../words/say";
import css from "./assist.module.css";
import { Clock } from "./Clock";
import { Custody } from "./Custody";
import { Ending } from "./Ending";
import { Leaving } from "./Leaving";
import { Match } from "./Match";
import { NextSteps } from "./NextSteps";
import { Offers } from "./Offers";
import { Parties, Underway } from "./Parties";
import { requestQuery, type Case, type RequestPage } from "./queries";
import { useRoleText } from "./Roles";
import { Situation } from "./Situation";
import { isOver, path, toneOf } from "./standing";

/** Board is the page of one request: what is to be done first, then where everything stands. */
export function Board() {
  const { id } = useParams({ from: "/inside/assistance/$id" });
  const query = useQuery(requestQuery(id));
  return (
    <Arrived kind={w.assist.request} of={query}>
      {(data) => <Shown of={data} />}
    </Arrived>
  );
}

function Shown({ of }: { of: RequestPage }) {
  const c = of.case;
  const began = c.offers.some((o) => o.stand.some((s) => s.held));
  return (
    <Page
      title={c.request.title ?? w.assist.untitled}
      above={<Link to="/assistance">{w.assist.title}</Link>}
      lead={
        <span>
          <State tone={toneOf(c.state)}>{lookup(w.assist.state, c.state)}</State> <Code>{c.owner}</Code> {w.assist.lodgedBy(c.lodged_by)} <When at={c.lodged} /> <Marking of={{ tlp: c.request.tlp }} />
          {c.mission && (
            <>
              {" "}
              <Link to="/crisis/$id" params={{ id: c.mission.proposal }}>
                {w.assist.mission(c.mission.body)}
              </Link>
            </>
          )}
        </span>
      }
      actions={
        <a href={`/api/v1/assist/requests/${encodeURIComponent(c.id)}/file`} download={`entente-assist-${c.id}.json`}>
          <DownIcon size={14} /> {w.assist.file}
        </a>
      }
    >
      <Stack>
        <StateLine of={c} />
        <Underway of={c} />
        <NextSteps of={of} />
        <Seats of={of} />
        <Answers of={c} />
        <Parties of={of} />
        <Offers of={of} />
        {!isOver(c) && <Match of={of} />}
        {(began || c.notes.length > 0) && <Situation of={of} />}
        {(began || c.evidence.length > 0) && <Custody of={of} />}
        <Ending of={of} />
        <Asked of={c} />
        {c.void.length > 0 && <Voids of={c} />}
      </Stack>
    </Page>
  );
}

function StateLine({ of: c }: { of: Case }) {
  const at = (path as readonly string[]).indexOf(c.state);
  if (at < 0) return null;
  return (
    <ol className={css.line} aria-label={w.assist.life}>
      {path.map((s, i) => (
        <li key={s} {...(i === at && { "aria-current": "step" as const })} {...(i < at && { "data-past": true })}>
          {lookup(w.assist.state, s)}
        </li>
      ))}
    </ol>
  );
}

const counts = ["asked", "offered", "accepted", "held", "arrived", "released"] as const;

function Seats({ of }: { of: RequestPage }) {
  const roleText = useRoleText();
  return (
    <Panel title={w.assist.board.title} lead={w.assist.board.lead} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.assist.board.role}</th>
            {counts.map((n) => (
              <th key={n} className={css.num}>
                {w.assist.board[n]}
              </th>
            ))}
            <th className={css.num}>{w.assist.board.missing}</th>
          </tr>
        </thead>
        <tbody>
          {of.board.map((b) => (
            <tr key={b.role.id}>
              <td data-name={w.assist.board.role}>{roleText(b.role)}</td>
              {counts.map((n) => (
                <td key={n} data-name={w.assist.board[n]} className={table.num}>
                  {b[n]}
                </td>
              ))}
              <td data-name={w.assist.board.missing} className={table.num}>
                {b.missing > 0 ? <span className={css.gap}>{b.missing}</span> : 0}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Answers({ of: c }: { of: Case }) {
  return (
    <Panel title={w.assist.answers.title} lead={w.assist.answers.lead} flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{w.assist.answers.party}</th>
            <th>{w.assist.answers.acknowledged}</th>
            <th>{w.assist.answers.answer}</th>
            <th>{w.assist.answers.due}</th>
          </tr>
        </thead>
        <tbody>
          {c.answers.map((a) => (
            <tr key={a.party}>
              <td data-name={w.assist.answers.party}>
                <span>
                  <Code>{a.party}</Code> {a.party === c.centre && w.assist.centre}
                </span>
              </td>
              <td data-name={w.assist.answers.acknowledged}>
                <When at={a.acknowledged} never={w.assist.notYet} />
              </td>
              <td data-name={w.assist.answers.answer}>
                <div>
                  {a.answer ? <State tone={a.answer === "offered" ? "good" : "plain"}>{lookup(w.assist.answer, a.answer)}</State> : w.assist.notYet} {a.at && <When at={a.at} />}
                  {(a.text || a.law) && <p className={css.said}>{[a.text, a.law].filter(Boolean).join(" · ")}</p>}
                </div>
              </td>
              <td data-name={w.assist.answers.due}>{a.answer ? <When at={a.due} never="" /> : a.due ? <Clock due={a.due} /> : <span>{w.assist.answers.none}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Asked({ of: c }: { of: Case }) {
  const ground = (
    <span>
      <Link to="/agreements/$id" params={{ id: c.agreement }} hash={c.provision}>
        {w.assist.provision(c.provision)}
      </Link>{" "}
      {c.ground}
    </span>
  );
  return (
    <Panel title={w.assist.request} lead={w.assist.authorisedBy(c.authorised)}>
      <Leaving of={c.request} first={[[w.assist.ground.title, ground]]} />
    </Panel>
  );
}

function Voids({ of: c }: { of: Case }) {
  return (
    <Panel title={w.assist.void.title} lead={w.assist.void.lead} flush>
      <ul className={css.list}>
        {c.void.map((v) => (
          <li key={v.party + v.n}>
            <span>
              <Code>{v.party}</Code> {lookup(w.assist.said, v.act)} <When at={v.at} />
            </span>
            <span className={css.soft}>{say(v.why.format, v.why)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
