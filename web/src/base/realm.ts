import { w } from "../words";

/** RealmLook is how the frame shows a realm: everything that is not live changes the whole frame. */
export interface RealmLook {
  live: boolean;
  badge: string;
  banner: string;
}

/** realmLook fails towards "exercise": only the exact word "live" looks live. */
export function realmLook(realm: string, name?: string): RealmLook {
  if (realm === "live") return { live: true, badge: w.frame.live, banner: "" };
  return { live: false, badge: w.frame.exercise, banner: w.frame.exerciseBanner(name ?? realm) };
}

/** header names the realm of a call; the node takes a call without it for the live realm. */
export const header = "Entente-Realm";

const kept = "entente-realm";

/** chosen is the realm that this tab is in; each tab is in one. */
export function chosen(): string {
  return (typeof sessionStorage === "undefined" ? null : sessionStorage.getItem(kept)) ?? "live"; // a test has no browser
}

/** enterRealm goes into a realm, or out of all of them with "live". The page is loaded anew, so that nothing that was read in one realm is ever drawn in another. */
export function enterRealm(realm: string, to = "/"): void {
  if (realm === "live") toLive();
  else sessionStorage.setItem(kept, realm);
  window.location.assign(to);
}

/** toLive has this tab ask for what is live from now on. */
export function toLive(): void {
  sessionStorage.removeItem(kept);
}

/** keepLinks has every link to a file of the node ask for it in this tab's realm, before the browser follows it. It gives what ends that. */
export function keepLinks(): () => void {
  const mend = (e: Event) => {
    const link = e.target instanceof Element ? e.target.closest<HTMLAnchorElement>('a[href^="/api/"]') : null;
    const to = link?.getAttribute("href");
    if (link && to && chosen() !== "live" && !to.includes("entente-realm=")) link.setAttribute("href", file(to));
  };
  const on = ["pointerdown", "keydown", "click", "contextmenu"];
  on.forEach((what) => document.addEventListener(what, mend, true));
  return () => on.forEach((what) => document.removeEventListener(what, mend, true));
}

/** file gives the address of what a browser fetches by itself (links, streams), where no header can be sent. */
export function file(path: string): string {
  const realm = chosen();
  return realm === "live" ? path : `${path}${path.includes("?") ? "&" : "?"}entente-realm=${encodeURIComponent(realm)}`;
}
