import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";

export type Watch = Answer<"/watch", "get">;
export type Need = Item<{ items: Watch["needs"] }>;
export type Party = Item<{ items: Watch["parties"] }>;
export type Flow = Item<{ items: Watch["flows"] }>;

/** Seen is an answer with how far this machine's clock is off the node's, in ms. */
export interface Seen extends Watch {
  ahead: number;
}

// News renews it at once; what is no act (reachability, a clock that ran out) is asked for from time to time.
export const watchQuery = queryOptions({
  queryKey: ["watch"],
  queryFn: async ({ signal }): Promise<Seen> => {
    const watch = await take(api.GET("/watch", { signal }));
    return { ...watch, ahead: Date.now() - Date.parse(watch.at) };
  },
  refetchInterval: 10_000,
  refetchIntervalInBackground: true,
  retry: false,
});
