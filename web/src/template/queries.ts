import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";
import type { Template } from "../agreement/queries";

export { templatesQuery } from "../agreement/queries";
export type Generation = Template["generation"];
export type Deed = Item<Answer<"/templates/deeds", "get">>;

/** deedsQuery asks for what the bodies of this party have before them or have decided. */
export const deedsQuery = queryOptions({ queryKey: ["template", "deeds"], queryFn: ({ signal }) => take(api.GET("/templates/deeds", { signal })) });

/** deedQuery asks for one deed. */
export const deedQuery = (id: string) => queryOptions({ queryKey: ["template", "deeds", id], queryFn: ({ signal }) => take(api.GET("/templates/deeds/{id}", { params: { path: { id } }, signal })) });
