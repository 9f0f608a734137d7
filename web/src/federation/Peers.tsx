import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useLines } from "../base/lines";
import { Page } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import { w } from "../words";
import { AcceptButton } from "./AcceptButton";
import { InviteButton } from "./InviteButton";
import css from "./peers.module.css";
import { OtherParty, OwnNode, PeerCard } from "./PeerCard";
import { partiesQuery, peersQuery } from "./queries";

/** Peers lists the nodes that this one talks to, and the way to new ones. */
export function Peers() {
  const peers = useQuery(peersQuery);
  const parties = useQuery(partiesQuery);
  const may = useMay("peer.manage");
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  const partyOf = (code: string) => parties.data?.items.find((p) => p.code === code);
  return (
    <Page
      title={w.peers.title}
      lead={w.peers.lead}
      actions={
        may && (
          <>
            <AcceptButton />
            <InviteButton />
          </>
        )
      }
    >
      <OwnNode />
      <div ref={box}>
        <Ready of={peers}>
          {(data) => {
            const others = (parties.data?.items ?? []).filter((p) => !p.self && !data.items.some((x) => x.party === p.code));
            return (
              <>
                {data.items.length === 0 && <Empty title={w.peers.empty} text={w.peers.emptyText} />}
                <ul className={css.peers}>
                  {data.items.map((p) => (
                    <PeerCard key={p.party} of={p} party={partyOf(p.party)} />
                  ))}
                </ul>
                {others.length > 0 && (
                  <>
                    <h2 className={css.others}>{w.peers.others}</h2>
                    <p className={css.soft}>{w.peers.othersLead}</p>
                    <ul className={css.peers}>
                      {others.map((p) => (
                        <OtherParty key={p.code} of={p} />
                      ))}
                    </ul>
                  </>
                )}
              </>
            );
          }}
        </Ready>
      </div>
    </Page>
  );
}
