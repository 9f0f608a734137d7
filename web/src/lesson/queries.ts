import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take, type Answer, type Body, type Item } from "../base/api";

export type Lesson = Item<Answer<"/lessons", "get">>;
export type State = Lesson["state"];
export type NewLesson = Body<"/lessons", "post">;
export type Preview = Answer<"/lessons/file/preview", "post">;

/** lessonsQuery asks for all lessons, what is overdue first. */
export const lessonsQuery = queryOptions({ queryKey: ["lesson"], queryFn: ({ signal }) => take(api.GET("/lessons", { signal })) });

export type Kept = Item<Answer<"/lessons/figures", "get">>;
export type Measured = Pick<Kept, "exercise" | "name" | "figures">;
export type TeamFigures = Kept["figures"]["all"];

/** figuresQuery asks for what exercises came to, the earliest first. */
export const figuresQuery = queryOptions({ queryKey: ["lesson", "figures"], queryFn: ({ signal }) => take(api.GET("/lessons/figures", { signal })) });

/** sent hands a file's text over as it is. */
export const sent = (text: string) => ({ body: text as unknown as Record<string, never>, bodySerializer: () => text });

/** useAct runs one act on lessons and makes the list fresh before it is over. */
export function useAct<A, R>(call: (a: A) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: call, onSuccess: () => client.invalidateQueries({ queryKey: ["lesson"] }) });
}
