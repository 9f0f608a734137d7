import { Navigate } from "@tanstack/react-router";
import { useMay } from "../base/session";
import { Page } from "../base/page";
import { w } from "../words";

/** Watch is the first room: what a duty officer looks at. */
export function Watch() {
  return useMay("peer.read") ? <Page title={w.watch.title} lead={w.watch.lead}>{null}</Page> : <Navigate to="/intel" replace />;
}
