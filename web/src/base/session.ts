import { queryOptions, useQuery, type QueryClient } from "@tanstack/react-query";
import { api, take, type Answer } from "./api";
import { ProblemError } from "./problem";

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
      throw thrown;
    }
  },
  staleTime: 5 * 60_000,
});

/** useSession gives the session on pages behind the sign-in, where there always is one. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error("a page behind the sign-in was drawn without a session");
  return data;
}

/** useMay tells whether the signed-in person has a role that permits an act. The node asks again; this only spares a vain attempt. */
export function useMay(act: string): boolean {
  return (useSession().user.acts as string[]).includes(act);
}

/** enter keeps a new session and drops everything that was read under another. */
export function enter(client: QueryClient, session: Session): void {
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
  client.setQueryData(key, null);
  drop(client);
}

function drop(client: QueryClient): void {
  client.removeQueries({ predicate: (q) => q.queryKey[0] !== key[0] });
}
