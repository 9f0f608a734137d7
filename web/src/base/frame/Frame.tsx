import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { lazy, startTransition, Suspense, useEffect, useRef, useState } from "react";
import { w } from "../../words";
import { Proof } from "../../account/Proof";
import { Bell } from "../../notify/Bell";
import { SearchIcon } from "../icons";
import { useKeys } from "../keys";
import { useLink, useLive } from "../live";
import { Code } from "../page";
import { keepLinks, realmLook } from "../realm";
import { PracticeBar } from "../../training/PracticeBar";
import { RealmMenu } from "../../exercise/RealmMenu";
import { sessionQuery, SignedIn, useSession } from "../session";
import css from "./frame.module.css";
import { Help } from "./Help";
import { LanguageMenu, SchemeMenu, UserMenu } from "./menus";
import { rooms } from "./rooms";

const loadPalette = () => import("../palette/Palette").then((m) => ({ default: m.Palette }));
const Palette = lazy(loadPalette);

/** Bare shows a page for a wall: no frame, but what every page must have: the session, the news, and that an exercise is one. */
export function Bare() {
  const { data } = useQuery(sessionQuery);
  if (!data) return <Navigate to="/sign-in" search={{ next: window.location.pathname }} replace />;
  return (
    <SignedIn value={data}>
      <Wall />
    </SignedIn>
  );
}

function Wall() {
  const session = useSession();
  useLive(useQueryClient(), session.user.id);
  const look = realmLook(session.realm, session.exercise?.name);
  return (
    <div className={css.bare} data-realm={look.live ? "live" : "exercise"}>
      {!look.live && (
        <div className={css.banner} role="status">
          {look.banner}
        </div>
      )}
      <main id="content">
        <Outlet />
      </main>
    </div>
  );
}

/** Inside shows the frame to whoever is signed in, and the sign-in page to everybody else, also when a session ends in the middle. */
export function Inside() {
  const { data } = useQuery(sessionQuery);
  if (!data) {
    const here = window.location.pathname + window.location.search;
    return <Navigate to="/sign-in" search={here === "/" ? {} : { next: here }} replace />;
  }
  return (
    <SignedIn value={data}>
      <Frame />
    </SignedIn>
  );
}

/** Frame is what stands around every page behind the sign-in: whose node this is, in which realm, and whether it is live. */
function Frame() {
  const client = useQueryClient();
  const session = useSession();
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  const [palette, showPalette] = useState(false);
  const setPalette = (open: boolean) => startTransition(() => showPalette(open));
  const open = rooms(session.user.acts as string[]);
  const main = useRef<HTMLElement>(null);
  const here = useLocation({ select: (l) => l.pathname });
  const before = useRef(here);
  useEffect(() => {
    // A new room is announced, and Tab goes on from its beginning; a page that asks for a field or a place of its own keeps it.
    if (before.current !== here && window.location.hash === "") main.current?.focus({ preventScroll: true });
    before.current = here;
  }, [here]);
  useLive(client, session.user.id);
  useEffect(keepLinks, []);
  useEffect(() => {
    // Loaded once the page stands, so that what is typed after Ctrl K goes into its field.
    const later = window.setTimeout(() => void loadPalette().catch(() => undefined), 500);
    return () => window.clearTimeout(later);
  }, []);
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key.toLowerCase() !== "k" || !(e.ctrlKey || e.metaKey) || e.altKey || e.shiftKey) return;
      e.preventDefault(); // the browser's own search field
      startTransition(() => showPalette((open) => !open));
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  useKeys({
    "?": () => setHelp(true),
    ":": () => setPalette(true),
    "/": () => void navigate({ to: "/intel", hash: "search" }),
    ...Object.fromEntries(open.map((r) => ["g " + r.key, () => void navigate({ to: r.to })])),
  });
  const look = realmLook(session.realm, session.exercise?.name);
  return (
    <div className={css.frame} data-realm={look.live ? "live" : "exercise"}>
      <a className={css.skip} href="#content">
        {w.nav.skip}
      </a>
      {!look.live && (
        <div className={css.over}>
          <div className={css.banner} role="status">
            {look.banner}
          </div>
          {session.exercise?.course && <PracticeBar course={session.exercise.course} />}
        </div>
      )}
      <header className={css.bar}>
        <span className={css.party} title={session.party.name}>
          <Code>{session.party.code}</Code>
          <span className={css.partyName}>{session.party.name}</span>
        </span>
        <RealmMenu look={look} />
        <button type="button" className={css.finder} onClick={() => setPalette(true)} title={w.palette.open} aria-keyshortcuts="Control+K" aria-haspopup="dialog">
          <SearchIcon size={15} />
          <span>{w.palette.title}</span>
          <kbd aria-hidden="true">Ctrl K</kbd>
        </button>
        <span className={css.gap} />
        <LinkSign />
        <LanguageMenu />
        <SchemeMenu />
        <UserMenu onHelp={() => setHelp(true)} />
      </header>
      <nav className={css.rail} aria-label={w.nav.label}>
        {open.map((r) => (
          <Link key={r.to} to={r.to} className={css.room} activeOptions={{ exact: r.to === "/" }} activeProps={{ "aria-current": "page" }} aria-keyshortcuts={`g ${r.key}`}>
            {r.icon}
            <span>{r.name}</span>
            <kbd className={css.kbd} aria-hidden="true">
              g {r.key}
            </kbd>
          </Link>
        ))}
      </nav>
      <main ref={main} className={css.main} id="content" tabIndex={0}>
        {session.user.acts.includes("notify.own") && <Bell />}
        <Outlet />
      </main>
      <Proof />
      <Help opened={help} onClose={() => setHelp(false)} />
      {palette && (
        <Suspense>
          <Palette onClose={() => setPalette(false)} onHelp={() => setHelp(true)} />
        </Suspense>
      )}
    </div>
  );
}

/** LinkSign says whether what is on the page follows the node. */
function LinkSign() {
  const state = useLink();
  return (
    <span className={css.link} data-state={state} role="status" title={state === "down" ? w.link.downLong : w.link.liveLong}>
      <span className={css.lamp} aria-hidden="true" />
      <span>{w.link[state]}</span>
    </span>
  );
}
