import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { api, take, type Answer } from "./api";
import { ProblemError } from "./problem";
import { chosen, enterRealm, toLive } from "./realm";

/** Session is who is signed in, for which party and in which realm. */
export type Session = Answer<"/session", "get">;

const key = ["session"] as const;

/** sessionQuery asks who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: key,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await take(api.GET("/session", { signal }));
    } catch (thrown) {
      if (thrown instanceof ProblemError && thrown.problem.status === 401) return null;
      // The exercise was sealed, or is closed to this person: out of it, to what is live.
      if (thrown instanceof ProblemError && thrown.problem.status === 404 && chosen() !== "live") enterRealm("live");
      throw thrown;
    }
  },
  staleTime: 5 * 60_000,
});

/** SignedIn hands the session to everything behind the sign-in. It is a context and no query, so that nothing there is ever drawn without one, not even while it ends. */
export const SignedIn = createContext<Session | null>(null);

/** useSession gives the session on pages behind the sign-in. */
export function useSession(): Session {
  const session = useContext(SignedIn);
  if (!session) throw new Error("useSession is for pages behind the sign-in");
  return session;
}

/** useMay tells whether the signed-in person has a role that permits an act. The node asks again; this only spares a vain attempt. */
export function useMay(act: string): boolean {
  return (useSession().user.acts as string[]).includes(act);
}

/** enter keeps a new session and drops everything that was read under another. */
export function enter(client: QueryClient, session: Session): void {
  toLive(); // one signs in to what is live
  client.setQueryData(key, session);
  drop(client);
}

/** leave ends the session. */
export async function leave(client: QueryClient): Promise<void> {
  await take(api.DELETE("/session"));
  forget(client);
}

/** forget drops what this page holds, for a session that the node no longer knows. */
export function forget(client: QueryClient): void {
  toLive();
  client.setQueryData(key, null);
  drop(client);
}

function drop(client: QueryClient): void {
  client.removeQueries({ predicate: (q) => q.queryKey[0] !== key[0] });
}
