import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take, type Answer, type Body, type Item } from "../base/api";

export type Exercise = Answer<"/exercises/{id}", "get">;
export type Member = Exercise["members"][number];
export type Invitee = Exercise["answers"][number];
export type Basis = Item<Answer<"/exercises/bases", "get">>;
export type NewExercise = Body<"/exercises", "post">;
export type Simulated = NonNullable<NewExercise["simulated"]>[number];

/** exercisesQuery asks for the exercises that the person deals with or takes part in. */
export const exercisesQuery = queryOptions({ queryKey: ["exercise", "all"], queryFn: ({ signal }) => take(api.GET("/exercises", { signal })) });

/** exerciseQuery asks for one exercise. While its realm is being made, it looks again by itself. */
export const exerciseQuery = (id: string) =>
  queryOptions({
    queryKey: ["exercise", "one", id],
    queryFn: ({ signal }) => take(api.GET("/exercises/{id}", { params: { path: { id } }, signal })),
    refetchInterval: (q) => (["opening", "sealing"].includes(q.state.data?.state ?? "") ? 1_000 : false),
  });

/** basesQuery asks by which provisions others can be invited. */
export const basesQuery = queryOptions({ queryKey: ["exercise", "bases"], queryFn: ({ signal }) => take(api.GET("/exercises/bases", { signal })) });

/** useAct runs one act on exercises and makes what it touches fresh before it is over. */
export function useAct<A>(call: (a: A) => Promise<Exercise>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: call, onSuccess: () => client.invalidateQueries({ predicate: (q) => ["exercise", "watch"].includes(String(q.queryKey[0])) }) });
}
