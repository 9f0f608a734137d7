import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";

export type Expert = Item<Answer<"/experts", "get">>;
export type Profile = Expert["profile"];
export type Terms = Answer<"/experts/terms", "get">;
export type Term = Terms["services"][number];
export type Coverage = Answer<"/experts/coverage", "get">;
export type Covered = Coverage["services"][number];

/** expertsQuery asks for the own pool. */
export const expertsQuery = queryOptions({ queryKey: ["expert", "pool"], queryFn: ({ signal }) => take(api.GET("/experts", { signal })) });

/** rosterQuery asks for the pool with the windows and holds that touch a time. */
export const rosterQuery = (from: string, to: string) => queryOptions({ queryKey: ["expert", "roster", from, to], queryFn: ({ signal }) => take(api.GET("/experts", { params: { query: { from, to } }, signal })) });

/** expertQuery asks for one person. */
export const expertQuery = (id: string) => queryOptions({ queryKey: ["expert", "one", id], queryFn: ({ signal }) => take(api.GET("/experts/{id}", { params: { path: { id } }, signal })) });

/** coverageQuery asks what the pool can do, in counts that name nobody. */
export const coverageQuery = queryOptions({ queryKey: ["expert", "coverage"], queryFn: ({ signal }) => take(api.GET("/experts/coverage", { signal })) });

/** termsQuery asks for the closed lists; they change with the program alone. */
export const termsQuery = queryOptions({ queryKey: ["expert", "terms"], queryFn: ({ signal }) => take(api.GET("/experts/terms", { signal })), staleTime: Infinity });
