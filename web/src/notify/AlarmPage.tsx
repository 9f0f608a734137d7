import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Facts, Panel, Stack, State } from "../base/page";
import { useOffer } from "../base/palette/acts";
import { Failure, Ready } from "../base/states";
import { When } from "../base/time";
import { left, useNow } from "../watch/clock";
import { w } from "../words";
import css from "./notify.module.css";
import { NotifyPage } from "./Parts";
import { alarmQuery, plansQuery, type AlarmDetail, type Plans } from "./queries";
import { alarmTone, byKind, nameOf } from "./standing";

/** AlarmPage is one alarm: who has to answer, the ladder as it climbs, and the button that stops it. */
export function AlarmPage() {
  const { id } = useParams({ strict: false });
  const query = useQuery(alarmQuery(id ?? ""));
  const plans = useQuery(plansQuery);
  const title = query.data ? byKind(w.notify.kind, query.data.title) : w.notify.alarm;
  return (
    <NotifyPage title={title}>
      <Ready of={query}>{(a) => <One of={a} plans={plans.data} />}</Ready>
    </NotifyPage>
  );
}

function One({ of, plans }: { of: AlarmDetail; plans: Plans | undefined }) {
  const client = useQueryClient();
  const params = { path: { id: of.id } };
  const renew = () => Promise.all([client.invalidateQueries({ queryKey: ["notify"] }), client.invalidateQueries({ queryKey: ["watch"] })]);
  const ack = useMutation({ mutationFn: () => take(api.POST("/alarms/{id}/acknowledge", { params })), onSuccess: renew });
  const end = useMutation({ mutationFn: (reason: string) => take(api.POST("/alarms/{id}/close", { params, body: { reason } })), onSuccess: renew });
  useOffer(w.notify.ack, () => of.state === "open" && ack.mutate());
  const next = of.next ? Date.parse(of.next) : 0;
  const now = useNow(next > 0);
  return (
    <Stack>
      <Panel title={w.notify.standing} actions={<State tone={alarmTone(of.state)}>{w.notify.alarmState[of.state]}</State>}>
        {of.text && <p className={css.text}>{of.text}</p>}
        {of.state === "open" && (
          <div className={css.answer}>
            <Button size="xl" className={css.big} loading={ack.isPending} onClick={() => ack.mutate()}>
              {w.notify.ack}
            </Button>
            <p className={css.soft}>{of.next ? w.notify.climbs(left(next, now).text) : of.rungs === 0 ? w.notify.noLadderLong : w.notify.unanswered}</p>
          </div>
        )}
        {ack.error && <Failure of={ack.error} />}
        <Facts
          of={[
            [w.notify.raised, <><When at={of.raised} />, {of.raised_by}</>],
            ...(of.acked ? ([[w.notify.acked, <><When at={of.acked} />, {of.acked_by}</>]] as [string, ReactNode][]) : []),
            ...(of.closed ? ([[w.notify.closed, <><When at={of.closed} />, {of.closed_by}: {of.reason}</>]] as [string, ReactNode][]) : []),
            ...(of.link ? ([[w.notify.about, <a href={of.link}>{w.notify.open}</a>]] as [string, ReactNode][]) : []),
          ]}
        />
        {of.state !== "closed" && <Confirm open={w.notify.close.open} title={w.notify.close.title} text={w.notify.close.text} go={w.notify.close.do} act={end} args={(reason: string) => reason} reason={w.notify.close.reason} reasonNeed={w.agreement.reasonNeed} />}
      </Panel>
      {of.steps.length > 0 && (
        <Panel title={w.notify.ladderOf(of.ladder ?? "")} lead={w.notify.rung(of.rung, of.rungs)}>
          <Ladder of={of} plans={plans} />
        </Panel>
      )}
    </Stack>
  );
}

/** Ladder shows the steps, whom each told, and who has answered. */
function Ladder({ of, plans }: { of: AlarmDetail; plans: Plans | undefined }) {
  const at = of.rung === 0 ? -1 : (of.rung - 1) % of.steps.length;
  return (
    <ol className={css.ladder}>
      {of.steps.map((s, i) => (
        <li key={i} {...(i === at && of.state === "open" && { "aria-current": "step" as const })}>
          <div className={css.rung}>
            <strong>{s.targets.map((t) => nameOf(plans, t, w.admin.roleName)).join(", ")}</strong> <span className={css.soft}>{w.notify.waits(s.wait, s.all)}</span>
          </div>
          {s.calls.map((c, n) => (
            <p key={n} className={css.call}>
              <State tone={c.acked ? "good" : "plain"}>{c.person}</State>{" "}
              <span className={css.soft}>
                {w.notify.told} <When at={c.at} />
                {c.acked && (
                  <>
                    , {w.notify.answered} <When at={c.acked} />
                  </>
                )}
              </span>
            </p>
          ))}
        </li>
      ))}
    </ol>
  );
}
