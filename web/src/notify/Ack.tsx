import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api, take } from "../base/api";
import { State } from "../base/page";
import { Failure, Ready } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import css from "./notify.module.css";
import { alarmTone, byKind } from "./standing";

/** Ack is where the address in a message leads: it acknowledges one alarm, by a button, since mail programs open addresses by themselves. */
export function Ack() {
  const { token } = useParams({ strict: false });
  const params = { path: { token: token ?? "" } };
  const query = useQuery({ queryKey: ["ack", token], queryFn: ({ signal }) => take(api.GET("/acknowledgements/{token}", { params, signal })), retry: false });
  const run = useMutation({ mutationFn: () => take(api.POST("/acknowledgements/{token}", { params })), onSuccess: () => query.refetch() });
  return (
    <main className={css.lone} id="content">
      <h1>{w.notify.alarm}</h1>
      <Ready of={query}>
        {(a) => (
          <>
            <p className={css.text}>
              {byKind(w.notify.kind, a.title)}, <When at={a.since} />
            </p>
            <p>
              <State tone={alarmTone(a.state)}>{w.notify.alarmState[a.state]}</State>
            </p>
            {a.state === "open" && (
              <Button size="xl" className={css.big} loading={run.isPending} onClick={() => run.mutate()}>
                {w.notify.ack}
              </Button>
            )}
          </>
        )}
      </Ready>
      {run.error && <Failure of={run.error} />}
      <p className={css.soft}>{w.notify.ackOnly}</p>
    </main>
  );
}
