import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";

export type Line = Item<Answer<"/incidents", "get">>;
export type Room = Answer<"/incidents/{id}", "get">;
export type Entry = Room["entries"][number];
export type Given = Room["given"][number];
export type Clock = Room["clocks"][number];
export type Terms = Answer<"/incidents/terms", "get">;
export type Sharing = Answer<"/incidents/{id}/sharing", "get">;
export type Offer = Sharing["offers"][number];

/** incidentsQuery asks for all incidents, those that stand open first. */
export const incidentsQuery = queryOptions({ queryKey: ["incident", "all"], queryFn: ({ signal }) => take(api.GET("/incidents", { signal })) });

/** roomQuery asks for one incident with all that is said of it. */
export const roomQuery = (id: string) => queryOptions({ queryKey: ["incident", "one", id], queryFn: ({ signal }) => take(api.GET("/incidents/{id}", { params: { path: { id } }, signal })) });

/** termsQuery asks for the lists that incidents are written with; they change with the node's version alone. */
export const termsQuery = queryOptions({ queryKey: ["incident", "terms"], queryFn: ({ signal }) => take(api.GET("/incidents/terms", { signal })), staleTime: Infinity });

/** sharingQuery asks what could go to whom. */
export const sharingQuery = (id: string, to: string[]) =>
  queryOptions({ queryKey: ["incident", "sharing", id, to.join(",")], queryFn: ({ signal }) => take(api.GET("/incidents/{id}/sharing", { params: { path: { id }, query: { to: to.join(",") } }, signal })) });

/** situationQuery asks for the draft of a situation report. */
export const situationQuery = (id: string, language: "en" | "fr" | "cs") =>
  queryOptions({ queryKey: ["incident", "situation", id, language], queryFn: ({ signal }) => take(api.GET("/incidents/{id}/situation", { params: { path: { id }, query: { language } }, signal })) });

/** useAct runs one act on incidents and makes what it touches fresh before it is over. */
export function useAct<A>(call: (a: A) => Promise<Room>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: call, onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ["incident"] }), client.invalidateQueries({ queryKey: ["watch"] })]) });
}
