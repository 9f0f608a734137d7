import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, take, type Answer } from "../base/api";
import { sent } from "../lesson/queries";

export type Report = Answer<"/exercise/report", "get">;
export type Moment = Report["timeline"][number];
export type Observation = Report["observations"][number];

export const reportQuery = queryOptions({ queryKey: ["aftermath", "report"], queryFn: ({ signal }) => take(api.GET("/exercise/report", { signal })), retry: false });

export const observationsQuery = queryOptions({ queryKey: ["aftermath", "observations"], queryFn: ({ signal }) => take(api.GET("/exercise/observations", { signal })) });

/** useObserve says what was noticed. */
export function useObserve() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (body: { team: string; text: string }) => take(api.POST("/exercise/observations", { body })), onSuccess: () => client.invalidateQueries({ queryKey: ["aftermath"] }) });
}

/** useCompare brings the figures of earlier exercises, as a file from the live realm. */
export function useCompare() {
  const client = useQueryClient();
  return useMutation({ mutationFn: async (file: File) => take(api.POST("/exercise/report/earlier", sent(await file.text()))), onSuccess: () => client.invalidateQueries({ queryKey: ["aftermath"] }) });
}
