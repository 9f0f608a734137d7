import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Panel, Stack, State } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { LadderForm } from "./LadderForm";
import css from "./notify.module.css";
import { OverrideButton, Overrides } from "./Override";
import { NotifyPage } from "./Parts";
import { onCallQuery, plansQuery, type OnCallPlan, type Plans } from "./queries";
import { RotationForm } from "./RotationForm";
import { Ladders } from "./Ladders";
import { personName, weekOf } from "./standing";

/** OnCall is who is on call now by each plan, who is next, and a week's calendar. */
export function OnCall() {
  const manage = useMay("notify.manage");
  const [weeks, setWeeks] = useState(0);
  const from = weekOf(new Date(), weeks);
  const to = weekOf(new Date(), weeks + 1);
  const query = useQuery(onCallQuery(from.toISOString(), to.toISOString()));
  const plans = useQuery(plansQuery);
  return (
    <NotifyPage
      title={w.notify.oncall}
      lead={w.notify.oncallLead}
      actions={
        manage && (
          <>
            <RotationForm plans={plans.data} />
            <LadderForm plans={plans.data} />
          </>
        )
      }
    >
      <Ready of={query}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={w.notify.noPlan} text={w.notify.noPlanText} />
          ) : (
            <Stack>
              {data.items.map((p) => (
                <Now key={p.id} of={p} plans={plans.data} />
              ))}
              <Panel
                title={w.notify.calendar}
                flush
                actions={
                  <>
                    <Button variant="default" onClick={() => setWeeks(weeks - 1)}>
                      {w.notify.before}
                    </Button>
                    <Button variant="default" disabled={weeks === 0} onClick={() => setWeeks(0)}>
                      {w.notify.thisWeek}
                    </Button>
                    <Button variant="default" onClick={() => setWeeks(weeks + 1)}>
                      {w.notify.after}
                    </Button>
                  </>
                }
              >
                <Week of={data.items} plans={plans.data} from={from} />
              </Panel>
            </Stack>
          )
        }
      </Ready>
      {plans.data && <Ladders of={plans.data} />}
    </NotifyPage>
  );
}

function Now({ of, plans }: { of: OnCallPlan; plans: Plans | undefined }) {
  const names = (ids: string[]) => (ids.length === 0 ? w.notify.nobody : ids.map((id) => personName(plans, id)).join(", "));
  return (
    <Panel title={of.name} lead={`${lookup(w.notify.planKind, of.kind)}, ${of.zone}`} actions={<OverrideButton of={of} plans={plans} />}>
      <p className={css.now}>
        <State tone={of.now.length === 0 ? "bad" : "good"}>{names(of.now)}</State>
        {of.until && (
          <span className={css.soft}>
            {w.notify.until} <When at={of.until} />
          </span>
        )}
      </p>
      {of.next && (
        <p className={css.soft}>
          {w.notify.next(names(of.next.people))} <When at={of.next.from} />
        </p>
      )}
      <Overrides of={of} plans={plans} />
    </Panel>
  );
}

/** Week draws the shifts of seven days: a line for each plan, a box for each day, and in it who is on call from when. */
function Week({ of, plans, from }: { of: OnCallPlan[]; plans: Plans | undefined; from: Date }) {
  const days = Array.from({ length: 7 }, (_, i) => new Date(from.getFullYear(), from.getMonth(), from.getDate() + i));
  const name = new Intl.DateTimeFormat(w.locale, { weekday: "short", day: "numeric", month: "numeric" });
  const clock = new Intl.DateTimeFormat(w.locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const today = new Date().toDateString();
  return (
    <table className={css.week}>
      <thead>
        <tr>
          <th>{w.notify.plan}</th>
          {days.map((d) => (
            <th key={d.toISOString()} {...(d.toDateString() === today && { "aria-current": "date" as const })}>
              {name.format(d)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {of.map((p) => (
          <tr key={p.id}>
            <th scope="row">{p.name}</th>
            {days.map((d, i) => {
              const end = days[i + 1] ?? new Date(d.getFullYear(), d.getMonth(), d.getDate() + 1);
              const shifts = p.shifts.filter((s) => new Date(s.from) < end && new Date(s.to) > d);
              return (
                <td key={d.toISOString()} data-name={name.format(d)}>
                  <div>
                    {shifts.map((s) => (
                      <p key={s.from} className={s.people.length === 0 ? css.gap : undefined}>
                        {new Date(s.from) > d && <span className={css.soft}>{clock.format(new Date(s.from))} </span>}
                        {s.people.length === 0 ? w.notify.nobody : s.people.map((id) => personName(plans, id)).join(", ")}
                      </p>
                    ))}
                  </div>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
