import { queryOptions } from "@tanstack/react-query";
import { api, take, type Answer, type Body, type Item } from "../base/api";

export type Own = Answer<"/notify/own", "get">;
export type Settings = Body<"/notify/own", "put">;
export type Rule = Settings["rules"][number];
export type Delivery = Item<Answer<"/notify/log", "get">>;
export type Alarm = Item<Answer<"/alarms", "get">>;
export type AlarmDetail = Answer<"/alarms/{id}", "get">;
export type OnCallPlan = Item<Answer<"/oncall", "get">>;
export type Plans = Answer<"/notify/plans", "get">;
export type Target = Plans["ladders"][number]["steps"][number]["targets"][number];

export const ownQuery = queryOptions({ queryKey: ["notify", "own"], queryFn: ({ signal }) => take(api.GET("/notify/own", { signal })) });

/** logQuery asks for what was sent: to oneself, or to everybody. It looks again by itself, since what is sent is no act of the journal. */
export const logQuery = (everybody: boolean) =>
  queryOptions({ queryKey: ["notify", "log", everybody], queryFn: ({ signal }) => take(api.GET("/notify/log", { params: { query: { everybody, limit: 50 } }, signal })), refetchInterval: 5_000 });

export const channelsQuery = queryOptions({ queryKey: ["notify", "channels"], queryFn: ({ signal }) => take(api.GET("/notify/channels", { signal })), refetchInterval: 10_000 });

export const alarmsQuery = queryOptions({ queryKey: ["notify", "alarms"], queryFn: ({ signal }) => take(api.GET("/alarms", { signal })) });

export const alarmQuery = (id: string) => queryOptions({ queryKey: ["notify", "alarm", id], queryFn: ({ signal }) => take(api.GET("/alarms/{id}", { params: { path: { id } }, signal })) });

export const plansQuery = queryOptions({ queryKey: ["notify", "plans"], queryFn: ({ signal }) => take(api.GET("/notify/plans", { signal })) });

/** onCallQuery asks who is on call, with the shifts of a time. */
export const onCallQuery = (from: string, to: string) => queryOptions({ queryKey: ["notify", "oncall", from, to], queryFn: ({ signal }) => take(api.GET("/oncall", { params: { query: { from, to } }, signal })) });
