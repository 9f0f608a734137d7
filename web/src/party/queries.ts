import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";

export type Key = Item<Answer<"/keys", "get">>;

export const keysQuery = queryOptions({ queryKey: ["key"], queryFn: ({ signal }) => take(api.GET("/keys", { signal })) });
