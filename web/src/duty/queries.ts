import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";

export type Obligation = Item<Answer<"/duties", "get">>;
export type Callable = Answer<"/agreements/{id}/duties", "get">["callable"][number];
export type DutyReport = Answer<"/agreements/{id}/duties/report", "get">;
export type DutyCheck = Answer<"/duties/reports/check", "post">;

/** dutiesQuery asks for what is owed under all agreements, with what was settled in so many days. */
export const dutiesQuery = (settled: number) => queryOptions({ queryKey: ["duty", "all", settled], queryFn: ({ signal }) => take(api.GET("/duties", { params: { query: { settled } }, signal })) });

/** agreementDutiesQuery asks for what is owed under one agreement, and what can be called for. */
export const agreementDutiesQuery = (id: string) =>
  queryOptions({ queryKey: ["duty", "of", id], queryFn: ({ signal }) => take(api.GET("/agreements/{id}/duties", { params: { path: { id }, query: { settled: 30 } }, signal })) });

/** reportQuery asks for what fell due under one agreement after a moment and up to another. */
export const reportQuery = (id: string, from: string, upTo: string | undefined) =>
  queryOptions({
    queryKey: ["duty", "report", id, from, upTo],
    queryFn: ({ signal }) => take(api.GET("/agreements/{id}/duties/report", { params: { path: { id }, query: { from, ...(upTo && { up_to: upTo }) } }, signal })),
  });
