import { queryOptions, useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { api, take, type Answer, type Body, type Item } from "../base/api";

export type Proposal = Answer<"/crisis/proposals/{id}", "get">;
export type Text = Proposal["text"];
export type Round = Proposal["rounds"][number];
export type Member = Round["members"][number];
export type Stand = NonNullable<Member["stand"]>;
export type CrisisBody = Item<Answer<"/crisis/bodies", "get">>;
export type Tempo = Item<Answer<"/crisis/tempo", "get">>;
export type NewText = Omit<Body<"/crisis/proposals", "post">, "agreement" | "provision" | "tlp">;
export type Effect = Text["effects"][number];

/** Seen is an answer with how far this machine's clock is off the node's, in ms. */
export interface Seen<T> {
  of: T;
  ahead: number;
}

const seen = <T>(of: T, now: string | undefined): Seen<T> => ({ of, ahead: now ? Date.now() - Date.parse(now) : 0 });
const path = (id: string) => ({ params: { path: { id } } });

// What runs out is no act and so no news: the node is asked again from time to time.
const often = 5_000;

/** proposalsQuery asks for all proposals, those with a running clock first. */
export const proposalsQuery = queryOptions({
  queryKey: ["crisis", "list"],
  queryFn: async ({ signal }) => {
    const { items } = await take(api.GET("/crisis/proposals", { signal }));
    return seen(items, items[0]?.now);
  },
  refetchInterval: often,
});

/** proposalQuery asks for one proposal with all that became of it. */
export const proposalQuery = (id: string) =>
  queryOptions({
    queryKey: ["crisis", "proposal", id],
    queryFn: async ({ signal }) => {
      const p = await take(api.GET("/crisis/proposals/{id}", { ...path(id), signal }));
      return seen(p, p.now);
    },
    refetchInterval: often,
  });

/** bodiesQuery asks for the bodies that agreements in force constitute. */
export const bodiesQuery = queryOptions({ queryKey: ["crisis", "bodies"], queryFn: ({ signal }) => take(api.GET("/crisis/bodies", { signal })) });

/** tempoQuery asks how fast bodies decide. */
export const tempoQuery = queryOptions({ queryKey: ["crisis", "tempo"], queryFn: ({ signal }) => take(api.GET("/crisis/tempo", { signal })) });

/** phonesQuery asks whom to call about the text before the members. */
export const phonesQuery = (id: string) => queryOptions({ queryKey: ["crisis", "phones", id], queryFn: ({ signal }) => take(api.GET("/crisis/proposals/{id}/phones", { ...path(id), signal })) });

/** measuresQuery asks for the ceilings that decisions have set and that hold now. */
export const measuresQuery = queryOptions({ queryKey: ["crisis", "measures"], queryFn: ({ signal }) => take(api.GET("/agreements/measures", { signal })) });

/** useAct is an act of this domain: what it changes is read again. */
export function useAct<A, R = unknown>(act: (args: A) => Promise<R>): UseMutationResult<R, Error, A> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => client.invalidateQueries({ predicate: (q) => ["crisis", "watch"].includes(String(q.queryKey[0])) }),
  });
}
