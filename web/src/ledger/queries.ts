import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";

export type Log = Item<Answer<"/ledger/logs", "get">>;
export type EntriesPage = Answer<"/ledger/logs/{from}/{to}", "get">;
export type Entry = Item<EntriesPage>;

/** logsQuery asks for the pair logs of this node. Receipts come without an act of ours, so it is asked again from time to time. */
export const logsQuery = queryOptions({ queryKey: ["ledger", "logs"], queryFn: ({ signal }) => take(api.GET("/ledger/logs", { signal })), refetchInterval: 15_000 });

/** entriesPage asks for one page of a log's entries, newest first. */
export function entriesPage(from: string, to: string, before: string | undefined, signal: AbortSignal): Promise<EntriesPage> {
  return take(api.GET("/ledger/logs/{from}/{to}", { params: { path: { from, to }, query: { ...(before && { before }), limit: 100 } }, signal }));
}

/** receiptAddress is where an entry's receipt file can be had. */
export function receiptAddress(from: string, to: string, index: number): string {
  return `/api/v1/ledger/logs/${encodeURIComponent(from)}/${encodeURIComponent(to)}/${index}/receipt`;
}
