import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";

export type Agreements = Answer<"/agreements", "get">;
export type Agreement = Item<Agreements>;
export type AgreementFull = Answer<"/agreements/{id}", "get">;
export type Text = AgreementFull["text"];
export type Template = Item<Answer<"/templates", "get">>;

/** agreementsQuery asks for all agreements that this party knows. */
export const agreementsQuery = queryOptions({ queryKey: ["agreement"], queryFn: ({ signal }) => take(api.GET("/agreements", { signal })) });

/** agreementQuery asks for one agreement with its clauses, signatures and history. */
export const agreementQuery = (id: string) => queryOptions({ queryKey: ["agreement", id], queryFn: ({ signal }) => take(api.GET("/agreements/{id}", { params: { path: { id } }, signal })) });

/** versionQuery asks for one version of an agreement. Its text never changes, so what happens to the agreement does not ask for it again. */
export const versionQuery = (id: string, version: string) =>
  queryOptions({ queryKey: ["agreement-version", id, version], queryFn: ({ signal }) => take(api.GET("/agreements/{id}/versions/{version}", { params: { path: { id, version } }, signal })), staleTime: Infinity });

/** commentsQuery asks for what the parties have said of an agreement's texts. */
export const commentsQuery = (id: string) => queryOptions({ queryKey: ["agreement", id, "comments"], queryFn: ({ signal }) => take(api.GET("/agreements/{id}/comments", { params: { path: { id } }, signal })) });

/** templatesQuery asks for the generations that an agreement can be drafted from. */
export const templatesQuery = queryOptions({ queryKey: ["template"], queryFn: ({ signal }) => take(api.GET("/templates", { signal })) });
