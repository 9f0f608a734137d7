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
  const node = useMay("node.read");
  const keys = useMay("key.read");
  const parts = [
    { to: "/admin", name: w.admin.overview, open: node },
    { to: "/admin/users", name: w.admin.users, open: people },
    { to: "/admin/tokens", name: w.admin.tokens, open: people },
    { to: "/admin/keys", name: w.keyring.nav, open: keys },
    { to: "/admin/health", name: w.admin.health, open: node },
    { to: "/admin/backups", name: w.admin.backups, open: node },
    { to: "/admin/logs", name: w.admin.logs, open: node },
    { to: "/admin/version", name: w.admin.version, open: node },
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
