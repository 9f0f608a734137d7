import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { toneOf } from "../agreement/standing";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Facts, Panel, State, type Tone } from "../base/page";
import { useMay } from "../base/session";
import { Ready } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { CompareButton } from "./CompareButton";
import css from "./peers.module.css";
import { nodeQuery, type Party, type Peer } from "./queries";

const tones: Record<string, Tone> = { connected: "good", behind: "warn", unreachable: "bad" };

/** Words shows a fingerprint as words to be read over the telephone. */
export function Words({ of }: { of: string[] }) {
  return (
    <ol className={css.words} aria-label={w.peers.fingerprint}>
      {of.map((word, i) => (
        <li key={i}>
          <span className={css.place}>{i + 1}</span> {word}
        </li>
      ))}
    </ol>
  );
}

/** OwnNode shows this node's own words. */
export function OwnNode() {
  const query = useQuery(nodeQuery);
  return (
    <Ready of={query}>
      {(node) => (
        <Panel title={w.peers.own} lead={w.peers.ownWords}>
          <Words of={node.words} />
          <p className={css.fingerprint}>{node.fingerprint}</p>
          <p className={css.soft}>{w.frame.version(node.version)}</p>
        </Panel>
      )}
    </Ready>
  );
}

/** PeerCard shows one peer: whether it is reached, how far both sides are, and whether its words were compared. */
export function PeerCard({ of, party }: { of: Peer; party: Party | undefined }) {
  return (
    <li>
      <Panel
        title={of.name && of.name !== of.party ? `${of.party} · ${of.name}` : of.party}
        actions={
          <>
            {party && party.trust !== "compared" && <CompareButton party={of.party} words={party.words} />}
            <Part party={of.party} />
          </>
        }
      >
        <Facts
          of={[
            [w.agreement.stateCol, <State tone={tones[of.state] ?? "plain"}>{lookup(w.peers.state, of.state)}</State>],
            ...(of.error ? ([["", <span className={css.error}>{of.error}</span>]] as [string, ReactNode][]) : []),
            [w.peers.address, <span className="mono">{of.address}</span>],
            [w.peers.last, <When at={of.last_contact} />],
            [w.peers.sent, w.peers.receipted(w.number(of.receipted_size), w.number(of.sent_size))],
            [w.peers.received, w.number(of.received_size)],
            ...(party ? about(party) : []),
          ]}
        />
        {party && <Words of={party.words} />}
      </Panel>
    </li>
  );
}

/** OtherParty shows a party that is known without a line of its own. */
export function OtherParty({ of }: { of: Party }) {
  return (
    <li>
      <Panel title={`${of.code} · ${of.name}`} actions={of.trust !== "compared" && <CompareButton party={of.code} words={of.words} />}>
        <Facts of={about(of)} />
        <Words of={of.words} />
      </Panel>
    </li>
  );
}

function about(p: Party): [string, ReactNode][] {
  return [
    [
      w.peers.fingerprint,
      <span>
        <State tone={p.trust === "compared" ? "good" : "warn"}>{lookup(w.peers.trust, p.trust)}</State> {p.via && p.trust !== "compared" && w.peers.trustVia(p.via)}
      </span>,
    ],
    [w.peers.offices, p.offices.map((o) => o.name).join(", ") || w.state.none],
    [
      w.peers.agreements,
      p.agreements.length === 0 ? (
        w.state.none
      ) : (
        <ul>
          {p.agreements.map((a) => (
            <li key={a.id}>
              <Link to="/agreements/$id" params={{ id: a.id }}>
                {a.title}
              </Link>{" "}
              <State tone={toneOf(a.state)}>{lookup(w.agreement.state, a.state)}</State>
            </li>
          ))}
        </ul>
      ),
    ],
  ];
}

function Part({ party }: { party: string }) {
  const client = useQueryClient();
  const may = useMay("peer.manage");
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/peers/{party}", { params: { path: { party } } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["peer"] }),
  });
  if (!may) return null;
  return <Confirm open={w.peers.remove} title={w.peers.removeTitle(party)} text={w.peers.removeText(party)} go={w.peers.removeDo} grave act={remove} args={undefined} type={{ label: w.peers.removeType(party), word: party }} />;
}
