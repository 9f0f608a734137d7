import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { api, take } from "../base/api";
import { Code, Panel } from "../base/page";
import { useMay, useSession } from "../base/session";
import { w } from "../words";
import { Acting } from "./Acting";
import css from "./assist.module.css";
import { Clock } from "./Clock";
import { AcknowledgeButton } from "./Desk";
import { DeclineButton } from "./DeclineButton";
import { CloseButton, ReportButton } from "./Ending";
import type { RequestPage } from "./queries";
import { isOver, nexts, type Next } from "./standing";
import { useNow } from "../watch/clock";

/** NextSteps stands first: what can be done now, by whom, until when, and the buttons for what is ours. */
export function NextSteps({ of }: { of: RequestPage }) {
  const own = useSession().party.code;
  const now = useNow(true);
  const all = nexts(of.case, now);
  return (
    <Panel title={w.assist.next.title} lead={w.assist.next.lead} flush actions={<Always of={of} />}>
      {all.length === 0 ? (
        <p className={css.pad}>{w.assist.next.nothing}</p>
      ) : (
        <ol className={css.list} aria-label={w.assist.next.title}>
          {all.map((n, i) => (
            <li key={n.what + i} {...(n.who.includes(own) && { "data-mine": true })}>
              <span>
                {n.who.map((p) => (
                  <span key={p}>
                    <Code>{p}</Code>{" "}
                  </span>
                ))}
                {w.assist.next[n.what]} <Clock due={n.due} />
              </span>
              {n.who.includes(own) && <Ours of={of} next={n} />}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Ours({ of, next }: { of: RequestPage; next: Next }) {
  const own = useSession().party.code;
  const mayOffer = useMay("assist.offer");
  const { id } = of.case;
  switch (next.what) {
    case "acknowledge":
      return (
        <div className={css.row}>
          <AcknowledgeButton id={id} open={of.case.answers.some((a) => a.party === own && !a.acknowledged)} />
        </div>
      );
    case "triage":
      return <Link to="/assistance/desk">{w.assist.desk.title}</Link>;
    case "answer":
      return mayOffer ? (
        <div className={css.row}>
          <Button component={Link} to={`/assistance/${id}/offer`}>
            {w.assist.offer.open}
          </Button>
          <DeclineButton id={id} />
        </div>
      ) : null;
    case "carry":
      return mayOffer ? (
        <div className={css.row}>
          <Acting words={w.assist.act.carry} act={() => take(api.POST("/assist/requests/{id}/carry", { params: { path: { id } }, body: {} }))} />
        </div>
      ) : null;
    case "close":
      return (
        <div className={css.row}>
          <CloseButton of={of} />
        </div>
      );
    case "report":
      return (
        <div className={css.row}>
          <ReportButton of={of} />
        </div>
      );
    default:
      return <a href={next.what === "custody" ? "#custody" : "#offers"}>{next.what === "custody" ? w.assist.custody.title : w.assist.offers.title}</a>;
  }
}

/** Always offers what can be done at any time while the request runs. */
function Always({ of }: { of: RequestPage }) {
  const mayOffer = useMay("assist.offer");
  const mayRequest = useMay("assist.request");
  const c = of.case;
  if (isOver(c)) return null;
  const bound = c.offers.some((o) => o.stand.some((s) => !["open", "withdrawn", "declined"].includes(s.state)));
  return (
    <>
      {of.ours.asked && mayOffer && c.answers.some((a) => a.answer) && (
        <Link to="/assistance/$id/offer" params={{ id: c.id }}>
          {w.assist.offer.more}
        </Link>
      )}
      {of.ours.owner && mayRequest && !bound && <Acting words={w.assist.act.withdrawRequest} need grave act={(text) => take(api.POST("/assist/requests/{id}/withdraw", { params: { path: { id: c.id } }, body: { text } }))} />}
    </>
  );
}
