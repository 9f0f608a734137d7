import createClient from "openapi-fetch";
import type { paths } from "./api.gen";
import { linkDown, problemOf } from "./problem";
import { fetchProved } from "./proof";

/** api is the node's REST interface, typed by the document that the node itself generates. */
export const api = createClient<paths>({ baseUrl: "/api/v1", credentials: "same-origin", fetch: fetchProved });

interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** take waits for an answer and gives its body; it throws a ProblemError for everything else. */
export async function take<T>(call: Promise<Reply<T>>): Promise<T> {
  let reply: Reply<T>;
  try {
    reply = await call;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "AbortError") throw thrown;
    throw linkDown();
  }
  if (!reply.response.ok) throw problemOf(reply.response.status, reply.error);
  return reply.data as T;
}

type Json<R> = R extends { content: { "application/json": infer B } } ? B : never;
type Good<O> = O extends { responses: infer R } ? Json<R extends { 200: infer A } ? A : R extends { 201: infer A } ? A : never> : never;

/** Answer is the body of a path's good answer to a method. Pages name their data by it and by nothing made by hand. */
export type Answer<P extends keyof paths, M extends keyof paths[P]> = Good<paths[P][M]>;

/** Body is the body that a path's method takes. */
export type Body<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { requestBody: { content: { "application/json": infer B } } } ? B : never;

/** Item is one line of a list. */
export type Item<L> = L extends { items: (infer T)[] } ? T : never;
