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
 * useWriting keeps a request as it is written. One save is under way at a time,
 * and names the version that was read, so that two people do not overwrite each
 * other unseen; what somebody else has written is taken over while nothing of ours waits.
 */
export function useWriting(of: Draft | null, start: Request, made: (id: string) => void): Kept {
  const client = useQueryClient();
  const [request, setRequest] = useState(start);
  const kept = useRef<Request>(of ? tidy(of.request) : tidy(start));
  const current = tidy(request);
  const dirty = !same(current, kept.current);
  const save = useMutation({
    mutationFn: async (r: Request) => {
      const d = of ? await take(api.PUT("/assist/drafts/{id}", { params: { path: { id: of.id } }, body: { version: of.version, request: r } })) : await take(api.POST("/assist/drafts", { body: { request: r } }));
      return { d, r };
    },
    onSuccess: ({ d, r }) => {
      kept.current = r;
      client.setQueryData(draftQuery(d.id).queryKey, d);
      if (!of) made(d.id);
    },
  });
  const { isPending, error, mutate } = save;
  const text = JSON.stringify(current);
  useEffect(() => {
    if (!dirty || isPending || error) return;
    const timer = setTimeout(() => mutate(JSON.parse(text) as Request), pause);
    return () => clearTimeout(timer);
  }, [dirty, isPending, error, text, mutate]);
  useEffect(() => {
    if (!of || isPending || !same(kept.current, current) || same(tidy(of.request), kept.current)) return;
    kept.current = tidy(of.request);
    setRequest(of.request);
  }, [of, isPending, current]);
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
      save.reset();
      if (of) void client.invalidateQueries({ queryKey: draftQuery(of.id).queryKey });
    },
  };
}
