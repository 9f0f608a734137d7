/** Known is what the guide can see with the roles of whoever looks; undefined is what that person may not read. */
export interface Known {
  users: { roles: string[]; disabled: boolean; entered: boolean }[] | undefined;
  peers: { trust: string }[] | undefined;
  agreements: { state: string }[] | undefined;
  objects: number | undefined;
  receipts: number | undefined;
}

export type StepName = "keys" | "people" | "peer" | "agreement" | "feed";

/** wanted are the roles without which the main job cannot be done. */
export const wanted = ["analyst", "release", "director"] as const;

/** missingRoles names those that no active account has. The duty officer's role covers importing and releasing. */
export function missingRoles(users: Known["users"]): string[] {
  const held = new Set((users ?? []).filter((u) => !u.disabled).flatMap((u) => u.roles));
  return wanted.filter((r) => !held.has(r) && !(held.has("duty") && r !== "director"));
}

/** steps tells which steps are done. A step of which nothing can be seen is not said to be done. */
export function steps(k: Known): Record<StepName, boolean> {
  return {
    keys: true, // a node has its key from the first moment on
    people: k.users !== undefined && missingRoles(k.users).length === 0,
    peer: (k.peers ?? []).some((p) => p.trust === "compared"),
    agreement: (k.agreements ?? []).some((a) => a.state === "in-force"),
    feed: (k.objects ?? 0) > 0 && (k.receipts ?? 0) > 0,
  };
}
