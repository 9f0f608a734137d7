import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { WarnIcon } from "../base/icons";
import { useHappenings } from "../base/live";
import { w } from "../words";
import css from "./notify.module.css";
import { alarmsQuery, ownQuery } from "./queries";
import { byKind, onPage } from "./standing";

/** Bell stands above every page: it says that alarms wait, and lets the browser show what the person's rules bring to the page. */
export function Bell() {
  const client = useQueryClient();
  const alarms = useQuery({ ...alarmsQuery, staleTime: 60_000 });
  const own = useQuery({ ...ownQuery, staleTime: 5 * 60_000 });
  useHappenings((news) => {
    if (typeof news === "string") return;
    if (news.some((h) => h.kind.startsWith("notify."))) void client.invalidateQueries({ queryKey: alarmsQuery.queryKey });
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    for (const h of news) {
      if (h.kind === "notify.raised") new Notification(w.notify.alarm, { tag: h.about, requireInteraction: true });
      else if (onPage(own.data?.settings.rules ?? [], h.kind)) new Notification(byKind(w.notify.kind, h.kind), { tag: h.kind });
    }
  });
  const open = (alarms.data?.items ?? []).filter((a) => a.state === "open");
  const one = open[0];
  if (!one) return null;
  return (
    <div className={css.bell} role="alert">
      <WarnIcon />
      {open.length === 1 ? (
        <Link to="/notify/alarms/$id" params={{ id: one.id }}>
          {w.notify.waitsFor(byKind(w.notify.kind, one.title))}
        </Link>
      ) : (
        <Link to="/notify">{w.notify.waitMany(open.length)}</Link>
      )}
    </div>
  );
}
