import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";
import type { Template } from "../agreement/queries";

export { templatesQuery } from "../agreement/queries";
export type Generation = Template["generation"];
export type Draft = Item<Answer<"/templates/drafts", "get">>;
export type Kind = Item<Answer<"/templates/catalogue", "get">>;
export type Deed = Item<Answer<"/templates/deeds", "get">>;

/** deedsQuery asks for what the bodies of this party have before them or have decided. */
export const deedsQuery = queryOptions({ queryKey: ["template", "deeds"], queryFn: ({ signal }) => take(api.GET("/templates/deeds", { signal })) });

/** deedQuery asks for one deed. */
export const deedQuery = (id: string) => queryOptions({ queryKey: ["template", "deeds", id], queryFn: ({ signal }) => take(api.GET("/templates/deeds/{id}", { params: { path: { id } }, signal })) });

/** draftsQuery asks for the generations that are being worked on here. */
export const draftsQuery = queryOptions({ queryKey: ["template", "drafts"], queryFn: ({ signal }) => take(api.GET("/templates/drafts", { signal })) });

/** draftQuery asks for one of them. */
export const draftQuery = (id: string) => queryOptions({ queryKey: ["template", "drafts", id], queryFn: ({ signal }) => take(api.GET("/templates/drafts/{id}", { params: { path: { id } }, signal })) });

/** kindsQuery asks for the kinds of provisions that this node carries out. */
export const kindsQuery = queryOptions({ queryKey: ["template-catalogue"], queryFn: ({ signal }) => take(api.GET("/templates/catalogue", { signal })), staleTime: Infinity });
