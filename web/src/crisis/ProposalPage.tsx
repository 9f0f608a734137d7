import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { api, take } from "../base/api";
import { Arrived } from "../base/Arrived";
import { Marking } from "../base/marking";
import { Code, Columns, Page, Panel, Stack, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { Rules } from "./Bodies";
import { ExtendButton, PutButton, WithdrawButton } from "./Chair";
import { Clock } from "./Clock";
import css from "./crisis.module.css";
import { Late, Members } from "./Members";
import { Earlier, Outcome } from "./Outcome";
import { Phones } from "./Phones";
import { proposalQuery, type Proposal } from "./queries";
import { PrepareButton, StandButton } from "./Saying";
import { actsIn, latest, openRound, sentences, stateWord, toneOf } from "./standing";
import { TextPanel } from "./TextPanel";
import { Timeline, Voids } from "./Timeline";
import { inOwn } from "./words";

/** ProposalPage is one proposal: how it stands in plain words first, then the text, the members, the outcome and every record. */
export function ProposalPage() {
  const { id } = useParams({ from: "/inside/crisis/$id" });
  const query = useQuery(proposalQuery(id));
  return (
    <Arrived kind={w.crisis.proposal} of={query}>
      {({ of, ahead }) => <Shown of={of} ahead={ahead} />}
    </Arrived>
  );
}

function Shown({ of: p, ahead }: { of: Proposal; ahead: number }) {
  const r = latest(p);
  useRead(p);
  return (
    <Page
      title={inOwn(p.text.title) || w.crisis.untitled}
      above={<Link to="/crisis">{w.crisis.title}</Link>}
      lead={
        <span>
          {p.text.rehearsal && <State tone="warn">{w.crisis.rehearsal.tag}</State>} <State tone={toneOf(p)}>{stateWord(p)}</State> {p.body.name}, {lookup(w.crisis.role, p.role)}. <Code>{p.owner}</Code> {w.crisis.said["proposed"]} <When at={p.opened} />. <Marking of={{ tlp: p.tlp }} />
        </span>
      }
    >
      <Stack>
        <Standing of={p} ahead={ahead} />
        <Columns
          main={
            <>
              <TextPanel of={p} />
              {r && <Members of={p} round={r} ahead={ahead} />}
              {r && r.late.length > 0 && <Late of={r.late} />}
              {p.rounds.length > 1 && <Earlier id={p.id} of={p.rounds.slice(0, -1)} />}
            </>
          }
          side={
            <>
              {r?.closing && <Outcome of={p} round={r} closing={r.closing} />}
              {p.state === "running" && (p.role === "chair" || p.role === "secretariat") && <Phones id={p.id} />}
              <Timeline of={p} />
              {p.void.length > 0 && <Voids of={p} />}
              <Panel title={w.crisis.body.title}>
                <Rules of={p.body} />
              </Panel>
            </>
          }
        />
      </Stack>
    </Page>
  );
}

/** Standing says how it stands, with the clock and with what can be done. */
function Standing({ of: p, ahead }: { of: Proposal; ahead: number }) {
  const { party, user } = useSession();
  const r = openRound(p);
  const acts = actsIn(p, party.code, user.acts as string[]);
  return (
    <section className={css.standing} data-tone={toneOf(p)} aria-label={w.crisis.col.state}>
      {r && <Clock due={r.expires} ahead={ahead} size="page" />}
      <div role="status" className={css.plain}>
        {p.text.rehearsal && <p>{w.crisis.rehearsal.text}</p>}
        {sentences(p).map((s) => (
          <p key={s}>{s}</p>
        ))}
        {r && p.body.two_persons && p.body.members.includes(party.code) && <p>{p.draft ? w.crisis.draft.by(p.draft.name) : w.crisis.draft.wanted}</p>}
      </div>
      <div className={css.acts}>
        {acts.includes("put") && <PutButton of={p} ahead={ahead} />}
        {acts.includes("prepare") && <PrepareButton of={p} />}
        {acts.includes("stand") && <StandButton of={p} />}
        {acts.includes("extend") && <ExtendButton of={p} ahead={ahead} />}
        {acts.includes("withdraw") && <WithdrawButton id={p.id} />}
        {acts.includes("revise") && (
          <Button variant="default" component={Link} to={`/crisis/${p.id}/revise`}>
            {w.crisis.acts.revise}
          </Button>
        )}
      </div>
    </section>
  );
}

/** useRead states, once for each text, that a person of a member has it before them. */
function useRead(p: Proposal): void {
  const own = useSession().party.code;
  const may = useMay("crisis.prepare");
  const client = useQueryClient();
  const r = openRound(p);
  const me = r?.members.find((m) => m.party === own);
  const due = may && r !== undefined && me?.delivered !== undefined && me.opened === undefined;
  const { mutate } = useMutation({
    mutationFn: () => take(api.POST("/crisis/proposals/{id}/read", { params: { path: { id: p.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["crisis"] }),
  });
  useEffect(() => {
    if (due) mutate();
  }, [due, r?.rev, mutate]);
}
