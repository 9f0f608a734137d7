import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { DraftButton } from "../agreement/DraftButton";
import { agreementsQuery } from "../agreement/queries";
import { api, take } from "../base/api";
import { Page, Panel, Stack, State } from "../base/page";
import { useSession } from "../base/session";
import { Ready } from "../base/states";
import { AcceptButton } from "../federation/AcceptButton";
import { InviteButton } from "../federation/InviteButton";
import { Words } from "../federation/PeerCard";
import { nodeQuery, partiesQuery, peersQuery } from "../federation/queries";
import { summaryQuery } from "../intel/filter";
import { lookup, w } from "../words";
import { NewPerson } from "./NewPerson";
import css from "./start.module.css";
import { missingRoles, steps, type StepName } from "./steps";

const usersQuery = { queryKey: ["account", "users"], queryFn: ({ signal }: { signal: AbortSignal }) => take(api.GET("/users", { signal })) };

/** FirstHour leads a new node from its key to the first receipt; every step is the real act. */
export function FirstHour() {
  const acts = useSession().user.acts as string[];
  const may = (act: string) => acts.includes(act);
  const node = useQuery({ ...nodeQuery, enabled: may("peer.read") });
  const users = useQuery({ ...usersQuery, enabled: may("user.manage") });
  const peers = useQuery({ ...peersQuery, enabled: may("peer.read") });
  const parties = useQuery({ ...partiesQuery, enabled: may("party.read") });
  const agreements = useQuery({ ...agreementsQuery, enabled: may("agreement.read") });
  const summary = useQuery({ ...summaryQuery, enabled: may("intel.read") });

  const linked = (parties.data?.items ?? []).filter((p) => peers.data?.items.some((x) => x.party === p.code));
  const receipts = (peers.data?.items ?? []).reduce((n, p) => n + p.receipted_size, 0);
  const done = steps({ users: users.data?.items, peers: linked, agreements: agreements.data?.items, objects: summary.data?.objects, receipts });
  const count = Object.values(done).filter(Boolean).length;
  const uncompared = linked.filter((p) => p.trust !== "compared").map((p) => p.code);
  const role = (name: string) => <p className={css.need}>{w.start.needs(lookup(w.person.role, name))}</p>;

  return (
    <Page title={w.start.title} lead={w.start.lead}>
      <p className={css.progress} role="status">
        <progress value={count} max={5} aria-label={w.start.progress(count, 5)} /> {count === 5 ? w.start.allDone : w.start.progress(count, 5)}
      </p>
      <Stack>
        <Step n={1} name="keys" done={done.keys}>
          <Ready of={node}>{(n) => <Words of={n.words} />}</Ready>
          <p>
            <Link to="/card">{w.start.keys.print}</Link>
          </p>
        </Step>
        <Step n={2} name="people" done={done.people}>
          {may("user.manage") ? (
            <Ready of={users}>
              {(all) => {
                const missing = missingRoles(all.items).map((r) => lookup(w.person.role, r));
                return (
                  <>
                    <p>{w.start.people.have(all.items.map((u) => u.name).join(", "))}</p>
                    {missing.length > 0 && <p>{w.start.people.missing(missing.join(", "))}</p>}
                    <NewPerson />
                  </>
                );
              }}
            </Ready>
          ) : (
            role("admin")
          )}
        </Step>
        <Step n={3} name="peer" done={done.peer}>
          {linked.length > 0 && <p>{w.start.peer.have(linked.map((p) => p.code).join(", "))}</p>}
          {uncompared.length > 0 && <p>{w.start.peer.uncompared(uncompared.join(", "))}</p>}
          {may("peer.manage") ? (
            <div className={css.acts}>
              <InviteButton />
              <AcceptButton />
              <Link to="/peers">{w.start.peer.show}</Link>
            </div>
          ) : (
            role("admin")
          )}
        </Step>
        <Step n={4} name="agreement" done={done.agreement}>
          {(agreements.data?.items ?? []).length > 0 && (
            <p>{w.start.agreement.have((agreements.data?.items ?? []).map((a) => `${a.title} (${lookup(w.agreement.state, a.state)})`).join(", "))}</p>
          )}
          <div className={css.acts}>
            {may("agreement.draft") ? <DraftButton /> : role("director")}
            {may("agreement.read") && <Link to="/agreements">{w.start.agreement.show}</Link>}
          </div>
        </Step>
        <Step n={5} name="feed" done={done.feed}>
          {summary.data && <p>{w.start.feed.objects(w.number(summary.data.objects))}</p>}
          <p>{w.start.feed.receipts(w.number(receipts))}</p>
          {may("intel.import") ? <Link to="/import">{w.start.feed.import}</Link> : role("analyst")}
        </Step>
        {count === 5 && (
          <p>
            <Link to="/">{w.start.toWatch}</Link>
          </p>
        )}
      </Stack>
    </Page>
  );
}

function Step({ n, name, done, children }: { n: number; name: StepName; done: boolean; children: ReactNode }) {
  return (
    <Panel title={`${n}. ${w.start[name].title}`} lead={w.start[name].text} actions={<State tone={done ? "good" : "plain"}>{done ? w.start.done : w.start.open}</State>}>
      {children}
    </Panel>
  );
}
