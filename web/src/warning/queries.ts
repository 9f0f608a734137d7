import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take, type Answer, type Body, type Item } from "../base/api";

export type Warning = Answer<"/warnings/{id}", "get">;
export type Seat = Warning["seats"][number];
export type Word = Seat["said"][number];
export type Text = Warning["text"];
export type Basis = Item<Answer<"/warnings/bases", "get">>;
export type NewWarning = Body<"/warnings", "post">;
export type Place = NonNullable<Text["place"]>;

/** warningsQuery asks for all warnings, those that stand first. */
export const warningsQuery = queryOptions({ queryKey: ["warning", "all"], queryFn: ({ signal }) => take(api.GET("/warnings", { signal })) });

/** warningQuery asks for one warning with who has it. */
export const warningQuery = (id: string) => queryOptions({ queryKey: ["warning", "one", id], queryFn: ({ signal }) => take(api.GET("/warnings/{id}", { params: { path: { id } }, signal })) });

/** basesQuery asks by which provisions a warning can be issued. */
export const basesQuery = queryOptions({ queryKey: ["warning", "bases"], queryFn: ({ signal }) => take(api.GET("/warnings/bases", { signal })) });

/** useAct runs one act on warnings and makes what it touches fresh before it is over. */
export function useAct<A>(call: (a: A) => Promise<Warning>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: call, onSuccess: () => client.invalidateQueries({ predicate: (q) => ["warning", "situation", "watch"].includes(String(q.queryKey[0])) }) });
}
