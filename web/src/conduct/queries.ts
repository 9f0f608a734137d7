import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";

export type Clock = Answer<"/exercise/clock", "get">;
export type Inject = Answer<"/exercise/injects/{id}", "get">;
export type Cell = Inject["cells"][number];
export type Team = Item<Answer<"/exercise/teams", "get">>;
export type Letter = Answer<"/exercise/inbox/{id}", "get">;
export type Board = Answer<"/exercise/score", "get">;
export type TeamScore = Board["teams"][number];
export type Score = TeamScore["all"];
export type Turns = Answer<"/exercise/reactions", "get">;
export type Turn = Turns["turns"][number];
export type Judgement = Item<Answer<"/exercise/judgements", "get">>;

export type State = Cell["state"];

/** Narrow is what the list of the control room shows. */
export interface Narrow {
  state: State | "";
  team: string;
  words: string;
}

export const clockQuery = queryOptions({ queryKey: ["conduct", "clock"], queryFn: ({ signal }) => take(api.GET("/exercise/clock", { signal })), staleTime: 60_000 });

export const injectsQuery = (n: Narrow) =>
  infiniteQueryOptions({
    queryKey: ["conduct", "injects", n],
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => take(api.GET("/exercise/injects", { params: { query: { ...(n.state && { state: n.state }), ...(n.team && { team: n.team }), ...(n.words && { words: n.words }), ...(pageParam && { after: pageParam }), limit: 100 } }, signal })),
    getNextPageParam: (last) => last.next ?? null,
  });

export const injectQuery = (id: string) => queryOptions({ queryKey: ["conduct", "inject", id], queryFn: ({ signal }) => take(api.GET("/exercise/injects/{id}", { params: { path: { id } }, signal })) });

export const teamsQuery = queryOptions({ queryKey: ["conduct", "teams"], queryFn: ({ signal }) => take(api.GET("/exercise/teams", { signal })) });

export const observedQuery = (team: string) => queryOptions({ queryKey: ["conduct", "observed", team], queryFn: ({ signal }) => take(api.GET("/exercise/observed", { params: { query: { team, limit: 100 } }, signal })) });

export const turnsQuery = queryOptions({ queryKey: ["conduct", "turns"], queryFn: ({ signal }) => take(api.GET("/exercise/reactions", { signal })) });

export const inboxQuery = queryOptions({ queryKey: ["conduct", "inbox"], queryFn: ({ signal }) => take(api.GET("/exercise/inbox", { params: { query: { limit: 500 } }, signal })) });

export const letterQuery = (id: string) => queryOptions({ queryKey: ["conduct", "letter", id], queryFn: ({ signal }) => take(api.GET("/exercise/inbox/{id}", { params: { path: { id } }, signal })) });

export const boardQuery = queryOptions({ queryKey: ["score", "board"], queryFn: ({ signal }) => take(api.GET("/exercise/score", { signal })) });

export const judgementsQuery = (team: string, inject: string) =>
  queryOptions({ queryKey: ["score", "judgements", team, inject], queryFn: ({ signal }) => take(api.GET("/exercise/judgements", { params: { query: { ...(team && { team }), ...(inject && { inject }), limit: 100 } }, signal })) });

/** useDo runs one act of an exercise and makes fresh what it touches before it is over. */
export function useDo<A, R>(call: (a: A) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: call, onSuccess: () => client.invalidateQueries({ predicate: (q) => ["conduct", "score"].includes(String(q.queryKey[0])) }) });
}
