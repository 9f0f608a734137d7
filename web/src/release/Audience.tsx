import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { useLines } from "../base/lines";
import { Panel } from "../base/page";
import { Empty, Ready } from "../base/states";
import { w } from "../words";
import { Decisions } from "./Decisions";
import { audienceQuery } from "./queries";

/** Audience answers, for one object: who may have this, and why? It is the call that a release makes. */
export function Audience({ id }: { id: string }) {
  const query = useQuery(audienceQuery(id));
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  return (
    <Panel title={w.audience.title} lead={w.audience.lead} flush id="audience">
      <div ref={box}>
        <Ready of={query}>
          {(data) =>
            data.parties.length > 0 ? (
              <Decisions of={data.parties} />
            ) : (
              <Empty title={w.audience.nobody} text={w.audience.nobodyText}>
                <Link to="/peers">{w.audience.invite}</Link>
              </Empty>
            )
          }
        </Ready>
      </div>
    </Panel>
  );
}
