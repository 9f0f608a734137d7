import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Body, type Item } from "../base/api";

export type User = Item<Answer<"/users", "get">>;
export type Token = Item<Answer<"/tokens", "get">>;
export type Role = Item<Answer<"/roles", "get">>;
export type RoleName = Role["role"];
export type NewUser = Body<"/users", "post">;

export const usersQuery = queryOptions({ queryKey: ["account", "users"], queryFn: ({ signal }) => take(api.GET("/users", { signal })) });
export const tokensQuery = queryOptions({ queryKey: ["account", "tokens"], queryFn: ({ signal }) => take(api.GET("/tokens", { signal })) });
export const rolesQuery = queryOptions({ queryKey: ["account", "roles"], queryFn: ({ signal }) => take(api.GET("/roles", { signal })), staleTime: Infinity });

export type Health = Answer<"/node/health", "get">;
export type Check = Health["checks"][number];
export type Figure = Item<Answer<"/node/figures", "get">>;
export type Backup = Item<Answer<"/node/backups", "get">>;
export type LogLine = Item<Answer<"/node/logs", "get">>;
export type Level = LogLine["level"];

// How the node stands is no act and so not in the journal: it is asked for from time to time.
export const healthQuery = queryOptions({ queryKey: ["node", "health"], queryFn: ({ signal }) => take(api.GET("/node/health", { signal })), refetchInterval: 5_000 });
export const figuresQuery = queryOptions({ queryKey: ["node", "figures"], queryFn: ({ signal }) => take(api.GET("/node/figures", { signal })), refetchInterval: 5_000 });
export const backupsQuery = queryOptions({ queryKey: ["node", "backups"], queryFn: ({ signal }) => take(api.GET("/node/backups", { signal })), refetchInterval: 10_000 });
export const versionQuery = queryOptions({ queryKey: ["node", "version"], queryFn: ({ signal }) => take(api.GET("/node/version", { signal })), refetchInterval: 60_000 });
