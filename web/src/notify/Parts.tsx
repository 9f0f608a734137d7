import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Page } from "../base/page";
import { useMay } from "../base/session";
import { w } from "../words";
import css from "./notify.module.css";

/** NotifyPage is the head of every part of this room, with the way to the others. */
export function NotifyPage({ title, lead, actions, children }: { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <Page title={title} lead={lead} actions={actions} above={<Parts />}>
      {children}
    </Page>
  );
}

function Parts() {
  const manage = useMay("notify.manage");
  const parts = [
    { to: "/notify", name: w.notify.alarms, open: true },
    { to: "/notify/oncall", name: w.notify.oncall, open: true },
    { to: "/notify/own", name: w.notify.own, open: true },
    { to: "/notify/channels", name: w.notify.channels, open: manage },
  ] as const;
  return (
    <nav className={css.parts} aria-label={w.notify.parts}>
      {parts
        .filter((p) => p.open)
        .map((p) => (
          <Link key={p.to} to={p.to} activeOptions={{ exact: true }} activeProps={{ "aria-current": "page" }}>
            {p.name}
          </Link>
        ))}
    </nav>
  );
}
