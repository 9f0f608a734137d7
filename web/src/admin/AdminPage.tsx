import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Page } from "../base/page";
import { useMay } from "../base/session";
import { w } from "../words";
import css from "./admin.module.css";

/** AdminPage is the head of every part of administration, with the way to the others. */
export function AdminPage({ title, lead, actions, children }: { title: string; lead: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <Page title={title} lead={lead} actions={actions} above={<Parts />}>
      {children}
    </Page>
  );
}

function Parts() {
  const people = useMay("user.manage");
  const parts = [
    { to: "/admin", name: w.admin.overview, open: true },
    { to: "/admin/users", name: w.admin.users, open: people },
    { to: "/admin/tokens", name: w.admin.tokens, open: people },
    { to: "/admin/health", name: w.admin.health, open: true },
    { to: "/admin/backups", name: w.admin.backups, open: true },
    { to: "/admin/logs", name: w.admin.logs, open: true },
    { to: "/admin/version", name: w.admin.version, open: true },
  ] as const;
  return (
    <nav className={css.parts} aria-label={w.admin.sections}>
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
