import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Body, type Item } from "../base/api";

export type Line = Item<Answer<"/directory", "get">>;
export type View = Answer<"/directory/parties/{code}", "get">;
export type Call = View["calls"][number];
export type Said = Body<"/directory/entry", "put">["said"];
export type Contact = Said["contacts"][number];
export type Channel = Contact["channels"][number];
export type Hours = Channel["hours"];
export type Change = Answer<"/directory/entry/import", "post">["changes"][number];
export type Preview = Answer<"/directory/entry/import", "post">;
export type Found = Answer<"/directory/lookup", "get">;
export type Standing = Item<Answer<"/directory/board", "get">>;
export type Drill = Answer<"/directory/comchecks/{id}", "get">;
export type Question = Drill["questions"][number];

/** directoryQuery asks for every party, our own first. Who answers now changes by the clock alone. */
export const directoryQuery = queryOptions({ queryKey: ["directory", "list"], queryFn: ({ signal }) => take(api.GET("/directory", { signal })), refetchInterval: 60_000 });

/** entryQuery asks for one party's entry, and how to reach it now. */
export const entryQuery = (code: string) =>
  queryOptions({ queryKey: ["directory", "entry", code], queryFn: ({ signal }) => take(api.GET("/directory/parties/{code}", { params: { path: { code } }, signal })), refetchInterval: 60_000 });

/** lookupQuery asks whose something is. */
export const lookupQuery = (q: string) =>
  queryOptions({ queryKey: ["directory", "lookup", q], queryFn: ({ signal }) => take(api.GET("/directory/lookup", { params: { query: { q } }, signal })), enabled: q !== "", retry: false });

/** waitingQuery asks for the change that waits for a second person. */
export const waitingQuery = queryOptions({ queryKey: ["directory", "waiting"], queryFn: ({ signal }) => take(api.GET("/directory/entry/proposal", { signal })) });

/** boardQuery asks who is reachable now, and who is to be tried. */
export const boardQuery = queryOptions({ queryKey: ["directory", "board"], queryFn: ({ signal }) => take(api.GET("/directory/board", { signal })), refetchInterval: 60_000 });

/** drillsQuery asks for the drills of all parties, or of one. */
export const drillsQuery = (party?: string) =>
  queryOptions({ queryKey: ["directory", "drills", party ?? ""], queryFn: ({ signal }) => take(api.GET("/directory/comchecks", { params: { query: { ...(party && { party }) } }, signal })) });

/** drillQuery asks for one drill. */
export const drillQuery = (id: string) => queryOptions({ queryKey: ["directory", "drill", id], queryFn: ({ signal }) => take(api.GET("/directory/comchecks/{id}", { params: { path: { id } }, signal })) });
