import { queryOptions, useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { api, take, type Answer, type Body, type Item } from "../base/api";

export type Request = Body<"/assist/drafts", "post">["request"];
export type Role = NonNullable<Request["roles"]>[number];
export type Draft = Answer<"/assist/drafts/{id}", "get">;
export type Ground = Item<Answer<"/assist/drafts/{id}/grounds", "get">>;
export type Listed = Item<Answer<"/assist/requests", "get">>;
export type Ranked = Item<Answer<"/assist/queue", "get">>;
export type Criterion = Answer<"/assist/criteria", "get">["criteria"][number];
export type RequestPage = Answer<"/assist/requests/{id}", "get">;
export type Case = RequestPage["case"];
export type Offered = Case["offers"][number];
export type Line = Offered["lines"][number];
export type Stand = Offered["stand"][number];
export type Proposal = Answer<"/assist/requests/{id}/match", "get">;
export type Choice = Proposal["assigned"][number];
export type Verdict = Answer<"/assist/requests/{id}/match/explain", "get">;
export type NewOffer = Body<"/assist/requests/{id}/offers", "post">;
export type Side = Proposal["side"];
export type Terms = Answer<"/experts/terms", "get">;
export type Expert = Item<Answer<"/experts", "get">>;

const of = (id: string) => ({ params: { path: { id } } });

/** listQuery asks for every request that this node holds. */
export const listQuery = queryOptions({ queryKey: ["assist", "list"], queryFn: ({ signal }) => take(api.GET("/assist/requests", { signal })) });

/** draftsQuery asks for the requests that are written here. */
export const draftsQuery = queryOptions({ queryKey: ["assist", "drafts"], queryFn: ({ signal }) => take(api.GET("/assist/drafts", { signal })) });

/** draftQuery asks for one draft. */
export const draftQuery = (id: string) => queryOptions({ queryKey: ["assist", "draft", id], queryFn: ({ signal }) => take(api.GET("/assist/drafts/{id}", { ...of(id), signal })) });

/** groundsQuery asks which provisions a version of a draft could rest on. */
export const groundsQuery = (id: string, version: number) =>
  queryOptions({ queryKey: ["assist", "grounds", id, version], queryFn: ({ signal }) => take(api.GET("/assist/drafts/{id}/grounds", { ...of(id), signal })) });

/** queueQuery asks for the requests that wait for people, in the proposed order. */
export const queueQuery = queryOptions({ queryKey: ["assist", "queue"], queryFn: ({ signal }) => take(api.GET("/assist/queue", { signal })) });

/** criteriaQuery asks for the published criteria; they do not change while a node runs. */
export const criteriaQuery = queryOptions({ queryKey: ["assist-criteria"], queryFn: ({ signal }) => take(api.GET("/assist/criteria", { signal })), staleTime: Infinity });

/** requestQuery asks for one request with all that became of it. */
export const requestQuery = (id: string) => queryOptions({ queryKey: ["assist", "request", id], queryFn: ({ signal }) => take(api.GET("/assist/requests/{id}", { ...of(id), signal })) });

/** reachQuery asks how far each of the others has come with what we stated. */
export const reachQuery = (id: string) => queryOptions({ queryKey: ["assist", "reach", id], queryFn: ({ signal }) => take(api.GET("/assist/requests/{id}/reach", { ...of(id), signal })) });

/** peopleQuery asks who the held people are. */
export const peopleQuery = (id: string) => queryOptions({ queryKey: ["assist", "people", id], queryFn: ({ signal }) => take(api.GET("/assist/requests/{id}/people", { ...of(id), signal })) });

/** pledgesQuery asks who of the own pool stands behind the own offers. */
export const pledgesQuery = (id: string) => queryOptions({ queryKey: ["assist", "pledges", id], queryFn: ({ signal }) => take(api.GET("/assist/requests/{id}/pledges", { ...of(id), signal })) });

const competing = (others: string[]) => (others.length > 0 ? { with: others.join(",") } : {});

/** matchQuery asks who could take which seat, of one request or of several that compete. */
export const matchQuery = (id: string, side: Side, others: string[] = []) =>
  queryOptions({ queryKey: ["assist", "match", id, side, others], queryFn: ({ signal }) => take(api.GET("/assist/requests/{id}/match", { params: { path: { id }, query: { side, ...competing(others) } }, signal })) });

/** mixesQuery asks for the best answers as wholes. */
export const mixesQuery = (id: string, side: Side) =>
  queryOptions({ queryKey: ["assist", "mixes", id, side], queryFn: ({ signal }) => take(api.GET("/assist/requests/{id}/match/mixes", { params: { path: { id }, query: { side } }, signal })) });

/** explainQuery asks why a person is, or is not, in a seat. */
export const explainQuery = (id: string, side: Side, seat: string, person: string, others: string[] = []) =>
  queryOptions({ queryKey: ["assist", "explain", id, side, seat, person, others], queryFn: ({ signal }) => take(api.GET("/assist/requests/{id}/match/explain", { params: { path: { id }, query: { side, seat, person, ...competing(others) } }, signal })) });

/** termsQuery asks for the closed lists of services, skills and the like. */
export const termsQuery = queryOptions({ queryKey: ["expert-terms"], queryFn: ({ signal }) => take(api.GET("/experts/terms", { signal })), staleTime: Infinity });

/** expertsQuery asks for the own pool. */
export const expertsQuery = queryOptions({ queryKey: ["expert", "names"], queryFn: ({ signal }) => take(api.GET("/experts", { signal })) });

/** useAct is an act of this domain: what it changes is read again. */
export function useAct<A, R = unknown>(act: (args: A) => Promise<R>): UseMutationResult<R, Error, A> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => client.invalidateQueries({ predicate: (q) => ["assist", "duty", "watch"].includes(String(q.queryKey[0])) }),
  });
}
