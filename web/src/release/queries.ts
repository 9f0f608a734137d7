import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Body, type Item } from "../base/api";

export type Releases = Answer<"/releases", "get">;
export type Release = Item<Releases>;
export type ReleaseFull = Answer<"/releases/{id}", "get">;
export type Preview = Answer<"/releases/preview", "post">;
export type PartyRow = Preview["parties"][number];
export type DecisionRow = PartyRow["rows"][number];
export type Ask = Body<"/releases", "post">;
export type Made = Answer<"/releases", "post">;

/** releasePage asks for one page of releases, newest first. */
export function releasePage(before: string | undefined, signal?: AbortSignal): Promise<Releases> {
  return take(api.GET("/releases", { params: { query: { ...(before && { before }), limit: 100 } }, ...(signal && { signal }) }));
}

/** releaseQuery asks for one release with its deliveries and recalls. */
export const releaseQuery = (id: string) =>
  queryOptions({ queryKey: ["release", id], queryFn: ({ signal }) => take(api.GET("/releases/{id}", { params: { path: { id } }, signal })) });

/** previewQuery decides an ask without doing it. */
export const previewQuery = (ask: Ask) =>
  queryOptions({ queryKey: ["audience", "preview", ask], queryFn: ({ signal }) => take(api.POST("/releases/preview", { body: ask, signal })), staleTime: 0 });

/** audienceQuery asks who may have one object. */
export const audienceQuery = (id: string) =>
  queryOptions({ queryKey: ["audience", id], queryFn: ({ signal }) => take(api.GET("/intel/objects/{id}/audience", { params: { path: { id } }, signal })) });
