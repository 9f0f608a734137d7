import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";

export type Playbook = Item<Answer<"/playbooks", "get">>;
export type PlaybookPage = Answer<"/playbooks/versions/{id}", "get">;
export type Step = PlaybookPage["workflow"][number];
export type Finding = PlaybookPage["findings"][number];
export type Variable = PlaybookPage["variables"][number];
export type Agent = PlaybookPage["agents"][number];
export type Check = Answer<"/playbooks/check", "post">;
export type Run = Item<Answer<"/playbooks/runs", "get">>;
export type RunPage = Answer<"/playbooks/runs/{id}", "get">;
export type Visit = RunPage["visits"][number];
export type Act = RunPage["acts"][number];

/** playbooksQuery asks for the versions that are kept. */
export const playbooksQuery = queryOptions({ queryKey: ["playbook", "all"], queryFn: ({ signal }) => take(api.GET("/playbooks", { signal })) });

/** playbookQuery asks for one version with its steps. */
export const playbookQuery = (id: string) => queryOptions({ queryKey: ["playbook", "version", id], queryFn: ({ signal }) => take(api.GET("/playbooks/versions/{id}", { params: { path: { id } }, signal })) });

/** Which says which runs are asked for. */
export interface Which {
  incident?: string;
  version?: string;
  running?: boolean;
  before?: string;
}

/** runsQuery asks for runs, the newest first. */
export const runsQuery = (which: Which) => queryOptions({ queryKey: ["playbook", "runs", which], queryFn: ({ signal }) => take(api.GET("/playbooks/runs", { params: { query: which }, signal })) });

/** runQuery asks for one run with its record. */
export const runQuery = (id: string) => queryOptions({ queryKey: ["playbook", "run", id], queryFn: ({ signal }) => take(api.GET("/playbooks/runs/{id}", { params: { path: { id } }, signal })) });
