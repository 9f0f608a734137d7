import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Link, Outlet } from "@tanstack/react-router";
import { ProviderReturn } from "./account/ProviderReturn";
import { Setup } from "./account/Setup";
import { SignIn } from "./account/SignIn";
import { Bare, Inside } from "./base/frame/Frame";
import { Page } from "./base/page";
import { sessionQuery } from "./base/session";
import { Empty, Failure, Loading } from "./base/states";
import { readFilter } from "./intel/filter";
import { readEntryFilter } from "./journal/filter";
import { w } from "./words";

// Every address of the console, in one place. Rooms are loaded when they are
// first entered, so that the sign-in page comes up at once.

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: () => (
    <Page title={w.state.notFoundTitle}>
      <Empty title={w.state.notFoundTitle} text={w.state.notFoundText}>
        <Link to="/">{w.state.toWatch}</Link>
      </Empty>
    </Page>
  ),
  errorComponent: ({ error, reset }) => <Failure of={error} retry={reset} />,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: SignIn,
  validateSearch: (search: Record<string, unknown>): { next?: string } => (typeof search["next"] === "string" ? { next: search["next"] } : {}),
});

const word = (v: unknown) => (typeof v === "string" ? v : undefined);

const providerReturn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in/provider",
  component: ProviderReturn,
  validateSearch: (search: Record<string, unknown>): { code?: string; state?: string; error?: string } => {
    const [code, state, error] = [word(search["code"]), word(search["state"]), word(search["error"])];
    return { ...(code && { code }), ...(state && { state }), ...(error && { error }) };
  },
});

const setup = createRoute({ getParentRoute: () => root, path: "/setup/$token", component: Setup });

const ack = createRoute({ getParentRoute: () => root, path: "/ack/$token", component: lazyRouteComponent(() => import("./notify/Ack"), "Ack") });

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: ({ context }) => context.client.ensureQueryData(sessionQuery),
  component: Inside,
});

// A page for a wall: behind the sign-in like every other, with nothing around it.
const bare = createRoute({
  getParentRoute: () => root,
  id: "bare",
  beforeLoad: ({ context }) => context.client.ensureQueryData(sessionQuery),
  component: Bare,
});

const walls = [createRoute({ getParentRoute: () => bare, path: "/crisis/wall", component: lazyRouteComponent(() => import("./crisis/Wall"), "Wall") })] as const;

const rooms = [
  createRoute({ getParentRoute: () => inside, path: "/", component: lazyRouteComponent(() => import("./watch/Watch"), "Watch") }),
  createRoute({ getParentRoute: () => inside, path: "/intel", validateSearch: readFilter, component: lazyRouteComponent(() => import("./intel/Feed"), "Feed") }),
  createRoute({ getParentRoute: () => inside, path: "/intel/$id", component: lazyRouteComponent(() => import("./intel/ObjectPage"), "ObjectPage") }),
  createRoute({ getParentRoute: () => inside, path: "/import", component: lazyRouteComponent(() => import("./intel/Import"), "Import") }),
  createRoute({ getParentRoute: () => inside, path: "/releases", component: lazyRouteComponent(() => import("./release/Desk"), "Desk") }),
  createRoute({ getParentRoute: () => inside, path: "/releases/drafts/$id", component: lazyRouteComponent(() => import("./release/DraftPage"), "DraftPage") }),
  createRoute({ getParentRoute: () => inside, path: "/releases/$id", component: lazyRouteComponent(() => import("./release/ReleasePage"), "ReleasePage") }),
  createRoute({ getParentRoute: () => inside, path: "/agreements", component: lazyRouteComponent(() => import("./agreement/Agreements"), "Agreements") }),
  createRoute({ getParentRoute: () => inside, path: "/agreements/$id", component: lazyRouteComponent(() => import("./agreement/AgreementPage"), "AgreementPage") }),
  createRoute({ getParentRoute: () => inside, path: "/agreements/$id/signing", component: lazyRouteComponent(() => import("./agreement/Ceremony"), "Ceremony") }),
  createRoute({ getParentRoute: () => inside, path: "/agreements/$id/duties", component: lazyRouteComponent(() => import("./duty/ReportPage"), "ReportPage") }),
  createRoute({ getParentRoute: () => inside, path: "/duties", component: lazyRouteComponent(() => import("./duty/Duties"), "Duties") }),
  createRoute({ getParentRoute: () => inside, path: "/exercise/plan", component: lazyRouteComponent(() => import("./msel/PlanPage"), "PlanPage") }),
  createRoute({ getParentRoute: () => inside, path: "/exercise/msel", component: lazyRouteComponent(() => import("./msel/MselPage"), "MselPage") }),
  createRoute({ getParentRoute: () => inside, path: "/exercise/scenarios", validateSearch: (s: Record<string, unknown>): { take?: string } => (typeof s["take"] === "string" ? { take: s["take"] } : {}), component: lazyRouteComponent(() => import("./msel/Scenarios"), "Scenarios") }),
  createRoute({ getParentRoute: () => inside, path: "/playbooks", component: lazyRouteComponent(() => import("./playbook/Playbooks"), "Playbooks") }),
  createRoute({ getParentRoute: () => inside, path: "/playbooks/$id", component: lazyRouteComponent(() => import("./playbook/PlaybookRoom"), "PlaybookRoom") }),
  createRoute({ getParentRoute: () => inside, path: "/playbooks/runs/$id", component: lazyRouteComponent(() => import("./playbook/RunRoom"), "RunRoom") }),
  createRoute({ getParentRoute: () => inside, path: "/experts", component: lazyRouteComponent(() => import("./expert/Experts"), "Experts") }),
  createRoute({ getParentRoute: () => inside, path: "/experts/new", component: lazyRouteComponent(() => import("./expert/ExpertForm"), "AddExpert") }),
  createRoute({ getParentRoute: () => inside, path: "/experts/roster", component: lazyRouteComponent(() => import("./expert/Roster"), "Roster") }),
  createRoute({ getParentRoute: () => inside, path: "/experts/$id", component: lazyRouteComponent(() => import("./expert/ExpertPage"), "ExpertPage") }),
  createRoute({ getParentRoute: () => inside, path: "/experts/$id/edit", component: lazyRouteComponent(() => import("./expert/ExpertForm"), "EditExpert") }),
  createRoute({ getParentRoute: () => inside, path: "/training", component: lazyRouteComponent(() => import("./training/Training"), "Training") }),
  createRoute({ getParentRoute: () => inside, path: "/training/readiness", component: lazyRouteComponent(() => import("./training/Readiness"), "Readiness") }),
  createRoute({ getParentRoute: () => inside, path: "/training/certificates/$id", component: lazyRouteComponent(() => import("./training/CertificatePage"), "CertificatePage") }),
  createRoute({ getParentRoute: () => inside, path: "/training/$course", component: lazyRouteComponent(() => import("./training/CoursePage"), "CoursePage") }),
  createRoute({ getParentRoute: () => inside, path: "/incidents", component: lazyRouteComponent(() => import("./incident/Incidents"), "Incidents") }),
  createRoute({ getParentRoute: () => inside, path: "/incidents/$id", component: lazyRouteComponent(() => import("./incident/IncidentRoom"), "IncidentRoom") }),
  createRoute({ getParentRoute: () => inside, path: "/incidents/$id/reports/$ref", component: lazyRouteComponent(() => import("./incident/ReportPage"), "ReportPage") }),
  createRoute({ getParentRoute: () => inside, path: "/warnings", component: lazyRouteComponent(() => import("./warning/Warnings"), "Warnings") }),
  createRoute({ getParentRoute: () => inside, path: "/warnings/new", component: lazyRouteComponent(() => import("./warning/NewWarning"), "NewWarning") }),
  createRoute({ getParentRoute: () => inside, path: "/warnings/$id", component: lazyRouteComponent(() => import("./warning/WarningPage"), "WarningPage") }),
  createRoute({ getParentRoute: () => inside, path: "/exercises", component: lazyRouteComponent(() => import("./exercise/Exercises"), "Exercises") }),
  createRoute({ getParentRoute: () => inside, path: "/exercises/new", component: lazyRouteComponent(() => import("./exercise/NewExercise"), "NewExercise") }),
  createRoute({ getParentRoute: () => inside, path: "/exercises/$id", validateSearch: (s: Record<string, unknown>): { scenario?: string } => (typeof s["scenario"] === "string" ? { scenario: s["scenario"] } : {}), component: lazyRouteComponent(() => import("./exercise/ExercisePage"), "ExercisePage") }),
  createRoute({ getParentRoute: () => inside, path: "/alerts", component: lazyRouteComponent(() => import("./alert/Alerts"), "Alerts") }),
  createRoute({ getParentRoute: () => inside, path: "/situation", component: lazyRouteComponent(() => import("./situation/Situation"), "Situation") }),
  createRoute({ getParentRoute: () => inside, path: "/assistance", component: lazyRouteComponent(() => import("./assist/List"), "List") }),
  createRoute({ getParentRoute: () => inside, path: "/assistance/new", validateSearch: (s: Record<string, unknown>): { draft?: string; incident?: string } => ({ ...(typeof s["draft"] === "string" && { draft: s["draft"] }), ...(typeof s["incident"] === "string" && { incident: s["incident"] }) }), component: lazyRouteComponent(() => import("./assist/DraftPage"), "NewDraft") }),
  createRoute({ getParentRoute: () => inside, path: "/assistance/drafts/$id", component: lazyRouteComponent(() => import("./assist/DraftPage"), "DraftPage") }),
  createRoute({ getParentRoute: () => inside, path: "/assistance/desk", component: lazyRouteComponent(() => import("./assist/Desk"), "Desk") }),
  createRoute({ getParentRoute: () => inside, path: "/assistance/$id", component: lazyRouteComponent(() => import("./assist/Board"), "Board") }),
  createRoute({ getParentRoute: () => inside, path: "/assistance/$id/offer", component: lazyRouteComponent(() => import("./assist/OfferPage"), "OfferPage") }),
  createRoute({ getParentRoute: () => inside, path: "/crisis", component: lazyRouteComponent(() => import("./crisis/List"), "List") }),
  createRoute({ getParentRoute: () => inside, path: "/crisis/new", component: lazyRouteComponent(() => import("./crisis/NewPage"), "NewPage") }),
  createRoute({ getParentRoute: () => inside, path: "/crisis/$id", component: lazyRouteComponent(() => import("./crisis/ProposalPage"), "ProposalPage") }),
  createRoute({ getParentRoute: () => inside, path: "/crisis/$id/revise", component: lazyRouteComponent(() => import("./crisis/RevisePage"), "RevisePage") }),
  createRoute({ getParentRoute: () => inside, path: "/exercise/control", component: lazyRouteComponent(() => import("./conduct/Control"), "Control") }),
  createRoute({ getParentRoute: () => inside, path: "/exercise/inbox", component: lazyRouteComponent(() => import("./conduct/Inbox"), "Inbox") }),
  createRoute({ getParentRoute: () => inside, path: "/exercise/score", component: lazyRouteComponent(() => import("./conduct/Scoreboard"), "Scoreboard") }),
  createRoute({ getParentRoute: () => inside, path: "/exercise/report", component: lazyRouteComponent(() => import("./aftermath/AfterAction"), "AfterAction") }),
  createRoute({ getParentRoute: () => inside, path: "/lessons", component: lazyRouteComponent(() => import("./lesson/Lessons"), "Lessons") }),
  createRoute({ getParentRoute: () => inside, path: "/lessons/figures", component: lazyRouteComponent(() => import("./lesson/FiguresPage"), "FiguresPage") }),
  createRoute({ getParentRoute: () => inside, path: "/templates", component: lazyRouteComponent(() => import("./template/Templates"), "Templates") }),
  createRoute({ getParentRoute: () => inside, path: "/templates/$digest", component: lazyRouteComponent(() => import("./template/GenerationPage"), "GenerationPage") }),
  createRoute({ getParentRoute: () => inside, path: "/templates/drafts/$id", component: lazyRouteComponent(() => import("./template/DraftPage"), "DraftPage") }),
  createRoute({ getParentRoute: () => inside, path: "/templates/deeds/$id", component: lazyRouteComponent(() => import("./template/DeedPage"), "DeedPage") }),
  createRoute({ getParentRoute: () => inside, path: "/ledger", component: lazyRouteComponent(() => import("./ledger/Ledger"), "Ledger") }),
  createRoute({ getParentRoute: () => inside, path: "/ledger/$from/$to", component: lazyRouteComponent(() => import("./ledger/Entries"), "Entries") }),
  createRoute({ getParentRoute: () => inside, path: "/peers", component: lazyRouteComponent(() => import("./federation/Peers"), "Peers") }),
  createRoute({ getParentRoute: () => inside, path: "/directory", validateSearch: (search: Record<string, unknown>): { q?: string } => (word(search["q"]) ? { q: word(search["q"]) as string } : {}), component: lazyRouteComponent(() => import("./directory/Directory"), "Directory") }),
  createRoute({ getParentRoute: () => inside, path: "/directory/edit", component: lazyRouteComponent(() => import("./directory/EditPage"), "EditPage") }),
  createRoute({ getParentRoute: () => inside, path: "/directory/comcheck", component: lazyRouteComponent(() => import("./directory/Board"), "Board") }),
  createRoute({ getParentRoute: () => inside, path: "/directory/comcheck/$id", component: lazyRouteComponent(() => import("./directory/DrillPage"), "DrillPage") }),
  createRoute({ getParentRoute: () => inside, path: "/directory/$code", component: lazyRouteComponent(() => import("./directory/EntryPage"), "EntryPage") }),
  createRoute({ getParentRoute: () => inside, path: "/dashboard", component: lazyRouteComponent(() => import("./report/Dashboard"), "Dashboard") }),
  createRoute({ getParentRoute: () => inside, path: "/reports", component: lazyRouteComponent(() => import("./report/Reports"), "Reports") }),
  createRoute({ getParentRoute: () => inside, path: "/notify", component: lazyRouteComponent(() => import("./notify/Alarms"), "Alarms") }),
  createRoute({ getParentRoute: () => inside, path: "/notify/alarms/$id", component: lazyRouteComponent(() => import("./notify/AlarmPage"), "AlarmPage") }),
  createRoute({ getParentRoute: () => inside, path: "/notify/oncall", component: lazyRouteComponent(() => import("./notify/OnCall"), "OnCall") }),
  createRoute({ getParentRoute: () => inside, path: "/notify/own", component: lazyRouteComponent(() => import("./notify/Own"), "Own") }),
  createRoute({ getParentRoute: () => inside, path: "/notify/channels", component: lazyRouteComponent(() => import("./notify/Channels"), "Channels") }),
  createRoute({ getParentRoute: () => inside, path: "/account", component: lazyRouteComponent(() => import("./account/AccountPage"), "AccountPage") }),
  createRoute({ getParentRoute: () => inside, path: "/start", component: lazyRouteComponent(() => import("./start/FirstHour"), "FirstHour") }),
  createRoute({ getParentRoute: () => inside, path: "/card", component: lazyRouteComponent(() => import("./start/QuickCard"), "QuickCard") }),
  createRoute({ getParentRoute: () => inside, path: "/admin", component: lazyRouteComponent(() => import("./admin/Overview"), "Overview") }),
  createRoute({ getParentRoute: () => inside, path: "/admin/users", component: lazyRouteComponent(() => import("./admin/Users"), "Users") }),
  createRoute({ getParentRoute: () => inside, path: "/admin/tokens", component: lazyRouteComponent(() => import("./admin/Tokens"), "Tokens") }),
  createRoute({ getParentRoute: () => inside, path: "/admin/keys", component: lazyRouteComponent(() => import("./party/Keys"), "Keys") }),
  createRoute({ getParentRoute: () => inside, path: "/admin/health", component: lazyRouteComponent(() => import("./admin/Health"), "Health") }),
  createRoute({ getParentRoute: () => inside, path: "/admin/backups", component: lazyRouteComponent(() => import("./admin/Backups"), "Backups") }),
  createRoute({ getParentRoute: () => inside, path: "/admin/logs", component: lazyRouteComponent(() => import("./admin/Logs"), "Logs") }),
  createRoute({ getParentRoute: () => inside, path: "/admin/version", component: lazyRouteComponent(() => import("./admin/Version"), "Version") }),
  createRoute({ getParentRoute: () => inside, path: "/journal", validateSearch: readEntryFilter, component: lazyRouteComponent(() => import("./journal/Journal"), "Journal") }),
] as const;

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([signIn, providerReturn, setup, ack, bare.addChildren(walls), inside.addChildren(rooms)]),
    context: { client },
    defaultPreload: "intent",
    defaultPendingComponent: Loading,
    scrollRestoration: true,
    scrollToTopSelectors: ["#content"],
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
