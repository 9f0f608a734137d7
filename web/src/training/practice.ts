import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";
import type { Course } from "./queries";

export type Room = NonNullable<Course["practice"]>;
export type Practising = Item<Answer<"/training/practices", "get">>;
export type PracticeRealm = Item<Answer<"/training/practices/all", "get">>;

const pace = { making: 1_000, inside: 2_000 };

/** practicesQuery asks for the own practice realms. What is ticked off is known in the live realm, of which a page within one hears nothing: there it looks by itself. */
export const practicesQuery = (inside: boolean) =>
  queryOptions({
    queryKey: ["training", "practices"],
    queryFn: ({ signal }) => take(api.GET("/training/practices", { signal })),
    refetchInterval: inside ? pace.inside : false,
  });

/** allPracticesQuery asks for every practice realm of the node. */
export const allPracticesQuery = queryOptions({ queryKey: ["training", "practices", "all"], queryFn: ({ signal }) => take(api.GET("/training/practices/all", { signal })), refetchInterval: 5_000 });

/** courseAgain says when a course is asked for again: while its practice realm is made or destroyed, and while something is to be done in it, of which this page hears only that it is done. */
export function courseAgain(c: Course | undefined): number | false {
  const state = c?.practice?.state;
  if (state === "opening" || state === "ending") return pace.making;
  return state === "open" && c?.steps.some((l) => l.state === "open" && l.kind === "task") ? pace.inside : false;
}

/** useEnd ends a practice realm. */
export function useEnd() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => take(api.POST("/training/practices/{id}/end", { params: { path: { id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["training"] }),
  });
}
