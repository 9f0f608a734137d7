import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer } from "../base/api";

export type ObjectFull = Answer<"/intel/objects/{id}", "get">;
export type ImportResult = Answer<"/intel/imports/{id}", "get">;

/** objectQuery asks for one object with everything that this node knows of it. */
export const objectQuery = (id: string) => queryOptions({ queryKey: ["intel", id], queryFn: ({ signal }) => take(api.GET("/intel/objects/{id}", { params: { path: { id } }, signal })) });

/** importsQuery asks for the latest imports. */
export const importsQuery = queryOptions({ queryKey: ["intel", "imports"], queryFn: ({ signal }) => take(api.GET("/intel/imports", { signal })) });

/** importQuery asks for one import, or for the storing of one received release, which bears the release's number. */
export const importQuery = (id: string) => queryOptions({ queryKey: ["intel", "imports", id], queryFn: ({ signal }) => take(api.GET("/intel/imports/{id}", { params: { path: { id } }, signal })) });
