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
