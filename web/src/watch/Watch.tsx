import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { lazy, Suspense, useSyncExternalStore } from "react";
import { useLink } from "../base/live";
import { Page, Panel } from "../base/page";
import { realmLook } from "../base/realm";
import { useMay, useSession } from "../base/session";
import { Empty, Loading, Ready } from "../base/states";
import { breaks } from "../theme/tokens";
import { w } from "../words";
import { Latest } from "./Latest";
import { Needs } from "./Needs";
import { Parties } from "./Parties";
import { watchQuery, type Seen } from "./queries";
import css from "./watch.module.css";

// Its data are larger than all the rest of the page, which must not wait for them.
const FlowMap = lazy(() => import("./FlowMap").then((m) => ({ default: m.FlowMap })));

const broad = typeof window === "undefined" ? null : window.matchMedia(`(min-width: ${breaks.narrow + 1}px)`);
const onBroad = (changed: () => void) => {
  broad?.addEventListener("change", changed);
  return () => broad?.removeEventListener("change", changed);
};

/** Watch is the first room: what a duty officer looks at. */
export function Watch() {
  return useMay("peer.read") ? <Board /> : <Navigate to="/intel" replace />;
}

function Board() {
  const { party, realm } = useSession();
  const query = useQuery(watchQuery);
  return (
    <Page title={w.watch.title} lead={w.watch.lead(party.code, realmLook(realm).badge)}>
      <AsOf at={query.dataUpdatedAt} failed={query.isError} />
      {query.data ? <Parts of={query.data} /> : <Ready of={query}>{() => null}</Ready>}
    </Page>
  );
}

/** AsOf says since when the page is old. It takes its place only while it is needed. */
function AsOf({ at, failed }: { at: number; failed: boolean }) {
  const down = useLink() === "down";
  const old = at > 0 && (down || failed);
  const clock = new Intl.DateTimeFormat(w.locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  return (
    <div role="status" className={css.asOf} data-old={old || undefined}>
      {old && (
        <>
          <strong>{w.watch.asOf(clock)}</strong> {w.watch.asOfText}
        </>
      )}
    </div>
  );
}

function Parts({ of }: { of: Seen }) {
  const map = useSyncExternalStore(onBroad, () => broad?.matches ?? true);
  return (
    <div className={css.board}>
      <div className={css.column}>
        <Needs of={of.needs} ahead={of.ahead} />
        <Latest />
      </div>
      <div className={css.column}>
        {map && (
          <Panel title={w.watch.map} lead={w.watch.mapLead}>
            <div className={css.mapPlace}>
              <Suspense fallback={<Loading />}>
                <FlowMap parties={of.parties} flows={of.flows} />
              </Suspense>
            </div>
          </Panel>
        )}
        <Parties of={of.parties} flows={of.flows} />
        <Panel title={w.watch.later}>
          <Empty title={w.watch.laterTitle} text={w.watch.laterText} />
        </Panel>
      </div>
    </div>
  );
}
