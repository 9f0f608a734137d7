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

export type Draft = Item<Answer<"/release-drafts", "get">>;
export type DraftFull = Answer<"/release-drafts/{id}", "get">;
export type Property = Item<Answer<"/intel/properties", "post">>;

/** draftsQuery asks for what waits for a second person, oldest first. */
export const draftsQuery = queryOptions({
  queryKey: ["release", "drafts"],
  queryFn: ({ signal }) => take(api.GET("/release-drafts", { params: { query: { state: "waiting", limit: 500 } }, signal })),
});

/** closedQuery asks for what was decided lately, newest first. */
export const closedQuery = queryOptions({
  queryKey: ["release", "drafts", "all"],
  queryFn: ({ signal }) => take(api.GET("/release-drafts", { params: { query: { limit: 50 } }, signal })),
});

/** draftQuery asks for one draft with what would be decided of it now. */
export const draftQuery = (id: string) =>
  queryOptions({ queryKey: ["release", "draft", id], queryFn: ({ signal }) => take(api.GET("/release-drafts/{id}", { params: { path: { id } }, signal })) });

/** propertiesQuery asks what may be left out of a selection. */
export const propertiesQuery = (select: Ask["select"]) =>
  queryOptions({ queryKey: ["audience", "properties", select], queryFn: ({ signal }) => take(api.POST("/intel/properties", { body: { select }, signal })) });
