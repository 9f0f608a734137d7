import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, take, type Answer } from "../base/api";

export type Figures = Answer<"/reports/figures", "get">;
export type Board = Answer<"/dashboards/mine", "get">;
export type Panel = NonNullable<Board["panels"]>[number];
export type Kind = Panel["kind"];

/** dayOf writes an instant's UTC day as the node reads it. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** daysBack gives the first of a number of UTC days that end today. */
export function daysBack(days: number, now: Date): string {
  return dayOf(new Date(now.getTime() - (days - 1) * 86_400_000));
}

/** figuresQuery counts over the last days; what was counted before stays on the page until the new count is there. */
export const figuresQuery = (days: number, party: string) =>
  queryOptions({
    queryKey: ["report", "figures", days, party],
    queryFn: ({ signal }) => take(api.GET("/reports/figures", { signal, params: { query: { from: daysBack(days, new Date()), ...(party === "" ? {} : { party }) } } })),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

export const boardQuery = queryOptions({ queryKey: ["dashboard"], queryFn: ({ signal }) => take(api.GET("/dashboards/mine", { signal })), staleTime: 60_000 });

export const newestQuery = (party: string) =>
  queryOptions({
    queryKey: ["intel", "newest", party],
    queryFn: ({ signal }) => take(api.GET("/intel/objects", { signal, params: { query: { limit: 8, ...(party === "" ? {} : { origin: party }) } } })),
    placeholderData: keepPreviousData,
  });
