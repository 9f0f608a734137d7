import { queryOptions } from "@tanstack/react-query";
import { api, take } from "../base/api";

/** waysQuery tells whether people can enter by a provider, and at which address of the console. */
export const waysQuery = queryOptions({ queryKey: ["ways"], staleTime: Infinity, queryFn: ({ signal }) => take(api.GET("/session/ways", { signal })) });

/** Trip is what this tab keeps of a person who is at the provider: the ticket, what it is for, and where to go then. */
export interface Trip {
  ticket: string;
  purpose: "enter" | "link";
  next: string;
}

// The tab's own storage: another tab, and what another site opens here, has no
// ticket, so that an answer that was not asked for here leads nowhere.
const kept = "entente-provider";

/** pack keeps a trip for the way back. */
export function pack(trip: Trip): void {
  sessionStorage.setItem(kept, JSON.stringify(trip));
}

/** unpack gives the trip of this tab, once. */
export function unpack(): Trip | null {
  const text = sessionStorage.getItem(kept);
  sessionStorage.removeItem(kept);
  return read(text);
}

/** read takes a trip only in the form that pack gave it. */
export function read(text: string | null): Trip | null {
  try {
    const t = JSON.parse(text ?? "null") as Partial<Trip> | null;
    if (t && typeof t.ticket === "string" && typeof t.next === "string" && (t.purpose === "enter" || t.purpose === "link")) return { ticket: t.ticket, purpose: t.purpose, next: t.next };
  } catch {
    return null; // not ours
  }
  return null;
}

/** depart sends the browser to the provider. */
export async function depart(purpose: Trip["purpose"], next: string): Promise<void> {
  const begun = await take(purpose === "enter" ? api.POST("/session/provider/begin", { body: {} }) : api.POST("/methods/provider/begin", { body: {} }));
  pack({ ticket: begun.ticket, purpose, next });
  window.location.assign(begun.address);
}
