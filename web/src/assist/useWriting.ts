import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, take } from "../base/api";
import { draftQuery, type Draft, type Request } from "./queries";
import { same, tidy } from "./request";

const pause = 500; // ms without a keystroke until what was written is kept

/** Kept is a request in writing, and whether the node has it. */
export interface Kept {
  request: Request;
  set: (change: Partial<Request>) => void;
  dirty: boolean;
  error: Error | null;
  again: () => void;
}

/**
 * useWriting keeps a request as it is written. One save is under way at a time.
 * It names the version that what is written here was made from, so that the node
 * refuses it when somebody else has changed the draft meanwhile; pressing again
 * puts ours over theirs knowingly. While nothing of ours waits, theirs is taken over.
 */
export function useWriting(of: Draft | null, start: Request, made: (id: string) => void): Kept {
  const client = useQueryClient();
  const [request, setRequest] = useState(start);
  const kept = useRef<Request>(tidy(of?.request ?? start));
  const based = useRef(of?.version ?? 0);
  const failed = useRef("");
  const current = tidy(request);
  const text = JSON.stringify(current);
  const dirty = !same(current, kept.current);
  const save = useMutation({
    mutationFn: (r: Request) => (of ? take(api.PUT("/assist/drafts/{id}", { params: { path: { id: of.id } }, body: { version: based.current, request: r } })) : take(api.POST("/assist/drafts", { body: { request: r } }))),
    onSuccess: async (d, r) => {
      kept.current = r;
      based.current = d.version;
      await client.cancelQueries({ queryKey: draftQuery(d.id).queryKey }); // an older answer must not come after this one
      client.setQueryData(draftQuery(d.id).queryKey, d);
      if (!of) made(d.id);
    },
    onError: (_, r) => {
      failed.current = JSON.stringify(r);
    },
  });
  const { isPending, error, mutate } = save;
  useEffect(() => {
    if (!dirty || isPending || (error && text === failed.current)) return;
    const timer = setTimeout(() => mutate(JSON.parse(text) as Request), pause);
    return () => clearTimeout(timer);
  }, [dirty, isPending, error, text, mutate]);
  useEffect(() => {
    if (!of || isPending || dirty || of.version <= based.current) return;
    based.current = of.version;
    kept.current = tidy(of.request);
    setRequest(of.request);
  }, [of, isPending, dirty]);
  useEffect(() => {
    if (!dirty) return;
    const stay = (e: BeforeUnloadEvent) => e.preventDefault();
    window.addEventListener("beforeunload", stay);
    return () => window.removeEventListener("beforeunload", stay);
  }, [dirty]);
  return {
    request,
    set: (change) => setRequest((r) => ({ ...r, ...change })),
    dirty,
    error,
    again: () => {
      if (!of) return save.reset();
      void client.fetchQuery(draftQuery(of.id)).then((d) => {
        based.current = d.version;
        save.reset();
      });
    },
  };
}
