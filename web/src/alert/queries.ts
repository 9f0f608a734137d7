import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take, type Answer, type Body, type Item } from "../base/api";

export type Alerts = Answer<"/alerts", "get">;
export type Standing = Alerts["parties"][number];
export type Line = Alerts["history"][number];
export type Basis = Item<Answer<"/alerts/bases", "get">>;
export type Told = Answer<"/alerts/state", "post">;
export type NewLevel = Body<"/alerts/state", "post">;

/** alertsQuery asks for all levels, their history and the criteria. */
export const alertsQuery = queryOptions({ queryKey: ["alert", "all"], queryFn: ({ signal }) => take(api.GET("/alerts", { signal })) });

/** basesQuery asks under which agreements our level is told, and could be. */
export const basesQuery = queryOptions({ queryKey: ["alert", "bases"], queryFn: ({ signal }) => take(api.GET("/alerts/bases", { signal })) });

/** useStating states our level, says how far it went, and makes what it touches fresh before it is over. */
export function useStating(told: (t: Told) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewLevel) => take(api.POST("/alerts/state", { body })),
    onSuccess: (t) => {
      told(t);
      return client.invalidateQueries({ predicate: (q) => ["alert", "situation"].includes(String(q.queryKey[0])) });
    },
  });
}
