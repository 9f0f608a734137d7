import { w } from "../words";

/** RealmLook is how the frame shows a realm: everything that is not live changes the whole frame. */
export interface RealmLook {
  live: boolean;
  badge: string;
  banner: string;
}

/** realmLook fails towards "exercise": only the exact word "live" looks live. */
export function realmLook(realm: string): RealmLook {
  if (realm === "live") return { live: true, badge: w.frame.live, banner: "" };
  return { live: false, badge: w.frame.exercise, banner: w.frame.exerciseBanner(realm) };
}
