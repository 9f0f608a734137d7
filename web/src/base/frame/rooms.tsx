import type { ReactNode } from "react";
import { w } from "../../words";
import { chosen } from "../realm";
import { AdminIcon, AgreementIcon, AlertIcon, AssistIcon, CrisisIcon, DashboardIcon, DirectoryIcon, DutyIcon, ExerciseIcon, ExpertIcon, FeedIcon, ImportIcon, IncidentIcon, JournalIcon, KeyIcon, LedgerIcon, NotifyIcon, PeersIcon, PlaybookIcon, ReleaseIcon, ReportIcon, SituationIcon, TrainingIcon, WarningIcon, WatchIcon } from "../icons";

/** Room is one entry of the nav: where it leads, its letter after "g", and the act that opens it. */
export interface Room {
  to: "/" | "/intel" | "/import" | "/releases" | "/agreements" | "/duties" | "/notify" | "/assistance" | "/crisis" | "/incidents" | "/warnings" | "/alerts" | "/situation" | "/exercises" | "/experts" | "/training" | "/playbooks" | "/exercise/plan" | "/exercise/msel" | "/exercise/control" | "/exercise/inbox" | "/exercise/score" | "/exercise/report" | "/lessons" | "/ledger" | "/peers" | "/journal" | "/directory" | "/dashboard" | "/reports" | "/admin" | "/admin/keys";
  key: string;
  act: string;
  name: string;
  icon: ReactNode;
}

/** rooms lists what the nav offers: the rooms that the person's roles open. */
export function rooms(acts: string[]): Room[] {
  return [
    { to: "/", key: "w", act: "peer.read", name: w.nav.watch, icon: <WatchIcon /> },
    { to: "/exercise/inbox", key: "2", act: "exercise.play", name: w.conduct.nav.inbox, icon: <ImportIcon /> },
    { to: "/exercise/control", key: "1", act: "exercise.conduct", name: w.conduct.nav.control, icon: <DashboardIcon /> },
    { to: "/exercise/score", key: "3", act: "exercise.read", name: w.conduct.nav.score, icon: <ReportIcon /> },
    { to: "/exercise/report", key: "7", act: "exercise.grade", name: w.nav.afterAction, icon: <ReportIcon /> },
    { to: "/exercise/plan", key: "4", act: "exercise.plan", name: w.msel.planNav, icon: <ExerciseIcon /> },
    { to: "/exercise/msel", key: "5", act: "exercise.plan", name: w.msel.nav, icon: <ExerciseIcon /> },
    { to: "/intel", key: "f", act: "intel.read", name: w.nav.feed, icon: <FeedIcon /> },
    { to: "/import", key: "i", act: "intel.import", name: w.nav.import, icon: <ImportIcon /> },
    { to: "/releases", key: "r", act: "release.preview", name: w.nav.releases, icon: <ReleaseIcon /> },
    { to: "/agreements", key: "a", act: "agreement.read", name: w.nav.agreements, icon: <AgreementIcon /> },
    { to: "/duties", key: "u", act: "agreement.read", name: w.nav.duties, icon: <DutyIcon /> },
    { to: "/playbooks", key: "y", act: "playbook.read", name: w.nav.playbooks, icon: <PlaybookIcon /> },
    { to: "/experts", key: "e", act: "party.read", name: w.nav.experts, icon: <ExpertIcon /> },
    { to: "/training", key: "q", act: "training.learn", name: w.nav.training, icon: <TrainingIcon /> },
    { to: "/incidents", key: "c", act: "incident.read", name: w.nav.incidents, icon: <IncidentIcon /> },
    { to: "/warnings", key: "v", act: "warning.read", name: w.nav.warnings, icon: <WarningIcon /> },
    { to: "/alerts", key: "t", act: "warning.read", name: w.nav.alerts, icon: <AlertIcon /> },
    { to: "/situation", key: "m", act: "warning.read", name: w.nav.situation, icon: <SituationIcon /> },
    { to: "/exercises", key: "z", act: "exercise.propose", name: w.nav.exercises, icon: <ExerciseIcon /> },
    // Lessons are kept in the live realm alone.
    ...(chosen() === "live" ? [{ to: "/lessons", key: "6", act: "lesson.read", name: w.nav.lessons, icon: <TrainingIcon /> }] : []),
    { to: "/assistance", key: "h", act: "assist.read", name: w.nav.assist, icon: <AssistIcon /> },
    { to: "/crisis", key: "s", act: "crisis.read", name: w.nav.crisis, icon: <CrisisIcon /> },
    { to: "/ledger", key: "l", act: "ledger.read", name: w.nav.ledger, icon: <LedgerIcon /> },
    { to: "/peers", key: "p", act: "peer.read", name: w.nav.peers, icon: <PeersIcon /> },
    { to: "/directory", key: "b", act: "party.read", name: w.nav.directory, icon: <DirectoryIcon /> },
    { to: "/dashboard", key: "d", act: "report.read", name: w.nav.dashboard, icon: <DashboardIcon /> },
    { to: "/reports", key: "o", act: "report.make", name: w.nav.reports, icon: <ReportIcon /> },
    { to: "/notify", key: "n", act: "notify.own", name: w.notify.nav, icon: <NotifyIcon /> },
    { to: "/journal", key: "j", act: "journal.read", name: w.nav.journal, icon: <JournalIcon /> },
    { to: "/admin", key: "x", act: "node.read", name: w.nav.admin, icon: <AdminIcon /> },
    // A part of administration that stands in the nav for whoever has no other.
    ...(acts.includes("node.read") ? [] : [{ to: "/admin/keys", key: "k", act: "key.read", name: w.keyring.nav, icon: <KeyIcon /> }]),
  ].filter((r) => acts.includes(r.act)) as Room[];
}
