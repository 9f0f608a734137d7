import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take, type Answer, type Body, type Item } from "../base/api";
import type { paths } from "../base/api.gen";
import type { Casting } from "./casting";

export type PlanView = Answer<"/exercise/plan", "get">;
export type Plan = PlanView["plan"];
export type Row = Item<Answer<"/exercise/msel/injects", "get">>;
export type Inject = Row["inject"];
export type Criterion = NonNullable<Inject["criteria"]>[number];
export type Dependency = NonNullable<Inject["after"]>[number];
export type Finding = Item<Answer<"/exercise/msel/findings", "get">>;
export type Release = Item<Answer<"/exercise/msel/releases", "get">>;
export type Difference = Answer<"/exercise/msel/difference", "get">;
export type Preview = Answer<"/exercise/msel/import/preview", "post">;
export type Template = Item<Answer<"/exercise/msel/templates", "get">>;
export type Bulk = Body<"/exercise/msel/bulk", "post">;
export type Scenario = Item<Answer<"/exercise/library", "get">>;
export type Filter = Omit<NonNullable<paths["/exercise/msel/injects"]["get"]["parameters"]["query"]>, "before" | "limit">;
export type Reaction = NonNullable<Plan["reactions"]>[number];
export type PartName = "objectives" | "reactions" | "cells" | "teams" | "storylines" | "columns";

const page = 200;

export const planQuery = queryOptions({ queryKey: ["msel", "plan"], queryFn: ({ signal }) => take(api.GET("/exercise/plan", { signal })) });

/** listQuery asks for the rows of a filter, page by page. */
export const listQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ["msel", "list", filter],
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => take(api.GET("/exercise/msel/injects", { params: { query: { ...filter, limit: page, ...(pageParam && { before: pageParam }) } }, signal })),
    getNextPageParam: (last) => last.next ?? null,
  });

/** rowQuery asks for one row. */
export const rowQuery = (id: string) => queryOptions({ queryKey: ["msel", "row", id], queryFn: ({ signal }) => take(api.GET("/exercise/msel/injects/{id}", { params: { path: { id } }, signal })) });

export const findingsQuery = queryOptions({ queryKey: ["msel", "findings"], queryFn: ({ signal }) => take(api.GET("/exercise/msel/findings", { signal })) });
export const releasesQuery = queryOptions({ queryKey: ["msel", "releases"], queryFn: ({ signal }) => take(api.GET("/exercise/msel/releases", { signal })) });
export const differenceQuery = queryOptions({ queryKey: ["msel", "difference"], queryFn: ({ signal }) => take(api.GET("/exercise/msel/difference", { signal })) });
export const templatesQuery = queryOptions({ queryKey: ["msel", "templates"], queryFn: ({ signal }) => take(api.GET("/exercise/msel/templates", { signal })) });

export const libraryQuery = queryOptions({ queryKey: ["library"], queryFn: ({ signal }) => take(api.GET("/exercise/library", { signal })), staleTime: Infinity });
export const playersQuery = queryOptions({ queryKey: ["msel", "players"], queryFn: ({ signal }) => take(api.GET("/exercise/players", { signal })) });

/** scenarioPreviewQuery asks what a scenario of the library would do, with a casting. */
export const scenarioPreviewQuery = (id: string, casting: Casting) =>
  queryOptions({ queryKey: ["msel", "scenario", id, casting], queryFn: ({ signal }) => take(api.POST("/exercise/library/{id}/preview", { params: { path: { id } }, body: casting, signal })), placeholderData: keepPreviousData });

/** useAct runs one act on plan or list and makes all of both fresh before it is over. */
export function useAct<A, R>(call: (a: A) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: call, onSuccess: () => client.invalidateQueries({ queryKey: ["msel"] }) });
}

/** setPart puts one list of the plan. */
export function setPart(name: PartName, version: number, items: unknown[]) {
  const body = { version, items } as never; // the form of the items follows from the name
  return take(api.PUT(`/exercise/plan/${name}`, { body }));
}

/** sent hands a file over byte by byte. */
export const sent = (file: Blob) => ({ body: file as unknown as string, bodySerializer: () => file, headers: { "Content-Type": "application/octet-stream" } });

export type ExportFormat = "csv" | "xlsx" | "cexf" | "skillaegis";

/** download asks for the list in a format and gives it to the person as a file. */
export async function download(format: ExportFormat): Promise<void> {
  const blob = (await take(api.GET(`/exercise/msel/export/${format}`, { parseAs: "blob" }) as Promise<{ data?: unknown; response: Response }>)) as Blob;
  const at = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = at;
  link.download = { csv: "EXERCISE-msel.csv", xlsx: "EXERCISE-msel.xlsx", cexf: "EXERCISE-scenario.json", skillaegis: "EXERCISE-scenario-skillaegis.json" }[format];
  link.click();
  URL.revokeObjectURL(at);
}
