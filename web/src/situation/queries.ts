import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer } from "../base/api";

export type Picture = Answer<"/situation", "get">;
export type Row = Picture["parties"][number];
export type Severity = NonNullable<Row["gravest"]>;

/** situationQuery asks for what is known of all parties. */
export const situationQuery = queryOptions({ queryKey: ["situation"], queryFn: ({ signal }) => take(api.GET("/situation", { signal })) });
