import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Code, Columns, Cut, Facts, Page, Panel } from "../base/page";
import { enterRealm } from "../base/realm";
import { useMay, useSession } from "../base/session";
import { Ready } from "../base/states";
import { When } from "../base/time";
import css from "../incident/incident.module.css";
import { w } from "../words";
import { Stands } from "./Exercises";
import { Members } from "./Members";
import { Parties } from "./Parties";
import { exerciseQuery, useAct, type Exercise } from "./queries";

/** ExercisePage is one exercise: what it is, who takes part, and the way in. */
export function ExercisePage() {
  const { id } = useParams({ from: "/inside/exercises/$id" });
  const query = useQuery(exerciseQuery(id));
  return <Ready of={query}>{(x) => <Inside of={x} />}</Ready>;
}

function Inside({ of }: { of: Exercise }) {
  const me = useSession();
  const member = of.members.find((m) => m.person === me.user.id);
  const propose = useMay("exercise.propose");
  const { scenario } = useSearch({ from: "/inside/exercises/$id" });
  return (
    <Page
      title={of.name}
      above={
        <div className={css.head}>
          <Stands of={of} />
          <Code>{of.director}</Code>
        </div>
      }
      lead={of.purpose}
      actions={
        <div className={css.acts}>
          {of.state === "open" && member && <Button onClick={() => enterRealm(of.id)}>{w.exercise.enter}</Button>}
          {of.state === "open" && member && scenario && (
            <Button variant="default" onClick={() => enterRealm(of.id, `/exercise/scenarios?take=${encodeURIComponent(scenario)}`)}>
              {w.library.enter(w.library.name[scenario] ?? scenario)}
            </Button>
          )}
          <Acts of={of} />
        </div>
      }
    >
      {of.trouble && (
        <p role="alert" className={css.text}>
          <strong>{w.exercise.trouble}</strong> {of.trouble}
        </p>
      )}
      {of.state === "open" && !member && <p className={css.text}>{w.exercise.notMember}</p>}
      <Columns
        main={
          <>
            {(of.answers.length > 0 || of.simulated.length > 0) && <Parties of={of} />}
            {propose && <Members of={of} />}
          </>
        }
        side={<About of={of} />}
      />
    </Page>
  );
}

function About({ of }: { of: Exercise }) {
  const a = w.exercise.about;
  const step = (s: { name: string; at?: string }) => (
    <>
      {s.name}, <When at={s.at} />
    </>
  );
  return (
    <Panel title={a.title}>
      <Facts
        of={[
          [a.starts, <When key="s" at={of.starts} long />],
          [a.ends, <When key="e" at={of.ends} long />],
          [a.director, <Code key="d">{of.director}</Code>],
          ...(of.agreement ? ([[a.basis, `${of.provision}`]] as [string, string][]) : []),
          ...(of.first.name ? ([[a.first, step(of.first)]] as [string, React.ReactNode][]) : []),
          ...(of.second.name ? ([[a.second, step(of.second)]] as [string, React.ReactNode][]) : []),
          ...(of.reason ? ([[a.reason, of.reason]] as [string, string][]) : []),
          ...(of.archive ? ([[a.archive, <Cut key="a" value={of.archive} />]] as [string, React.ReactNode][]) : []),
          [a.realm, <Cut key="r" value={of.id} />],
        ]}
      />
    </Panel>
  );
}

function Acts({ of }: { of: Exercise }) {
  const me = useSession();
  const propose = useMay("exercise.propose");
  const confirm = useMay("exercise.confirm");
  const at = { params: { path: { id: of.id } } };
  const second = useAct((_: undefined) => take(api.POST("/exercises/{id}/confirm", at)));
  const accept = useAct((_: undefined) => take(api.POST("/exercises/{id}/accept", at)));
  const withdraw = useAct((reason: string) => take(api.POST("/exercises/{id}/withdraw", { ...at, body: { reason } })));
  const decline = useAct((reason: string) => take(api.POST("/exercises/{id}/decline", { ...at, body: { reason } })));
  const seal = useAct((reason: string) => take(api.POST("/exercises/{id}/seal", { ...at, body: { reason } })));
  const a = w.exercise.act;
  const waits = of.state === "proposed" || of.state === "accepted";
  const reasoned = { args: (reason: string) => reason, reason: a.why, reasonNeed: w.agreement.reasonNeed };
  return (
    <>
      {waits && confirm && of.first.person !== me.user.id && <Confirm {...a.confirm} act={second} args={undefined} />}
      {waits && of.first.person === me.user.id && <span className={css.soft}>{a.another}</span>}
      {propose && ["invited", "declined"].includes(of.state) && <Confirm {...a.accept} act={accept} args={undefined} />}
      {propose && ["invited", "accepted"].includes(of.state) && <Confirm {...a.decline} act={decline} {...reasoned} />}
      {propose && of.state === "proposed" && <Confirm {...a.withdraw} act={withdraw} {...reasoned} />}
      {confirm && of.state === "open" && <Confirm {...a.seal} act={seal} {...reasoned} grave />}
    </>
  );
}
