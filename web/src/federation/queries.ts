import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Item } from "../base/api";

export type Party = Item<Answer<"/parties", "get">>;
export type Peer = Item<Answer<"/peers", "get">>;
export type NodeState = Answer<"/node", "get">;
export type Invitation = Answer<"/peers/invitations", "post">;

export const partiesQuery = queryOptions({ queryKey: ["party"], queryFn: ({ signal }) => take(api.GET("/parties", { signal })), staleTime: 60_000 });

// Reachability is no act and so not in the journal: it is asked for from time to time.
export const peersQuery = queryOptions({ queryKey: ["peer"], queryFn: ({ signal }) => take(api.GET("/peers", { signal })), refetchInterval: 10_000 });

export const nodeQuery = queryOptions({ queryKey: ["peer", "node"], queryFn: ({ signal }) => take(api.GET("/node", { signal })), staleTime: 60_000 });
