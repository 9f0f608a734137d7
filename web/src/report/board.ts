import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { api, take } from "../base/api";
import { asProblem } from "../base/problem";
import { boardQuery, type Board, type Kind, type Panel } from "./queries";

/** move puts a panel at another place. */
export function move(panels: Panel[], from: number, to: number): Panel[] {
  if (from === to || to < 0 || to >= panels.length || !panels[from]) return panels;
  const out = panels.slice();
  const [one] = out.splice(from, 1);
  if (one) out.splice(to, 0, one);
  return out;
}

/** fresh gives an id that no panel has. */
export function fresh(panels: Panel[], kind: string): string {
  for (let n = 1; ; n++) {
    const id = n === 1 ? kind : `${kind}-${n}`;
    if (!panels.some((p) => p.id === id)) return id;
  }
}

/** withNew adds a panel at the end. */
export function withNew(panels: Panel[], kind: Kind): Panel[] {
  const wide = ["added", "flows", "refusals", "newest"].includes(kind);
  return [...panels, { id: fresh(panels, kind), kind, width: wide ? 2 : 1, days: 30 }];
}

const key = boardQuery.queryKey;

/** useBoard changes the person's dashboard: at once on the page, then on the node, one change after another. */
export function useBoard() {
  const client = useQueryClient();
  const past = useRef<Panel[][]>([]);
  const version = useRef<number | null>(null);
  const [depth, setDepth] = useState(0);
  const [failure, setFailure] = useState<unknown>(null);
  const save = useMutation({
    scope: { id: "dashboard" }, // one after another, each upon the version before
    mutationFn: (panels: Panel[]) => take(api.PUT("/dashboards/mine", { body: { version: version.current ?? 0, panels } })),
    onSuccess: (board) => {
      version.current = board.version;
      setFailure(null);
    },
    onError: async (thrown) => {
      past.current = [];
      setDepth(0);
      setFailure(thrown);
      version.current = null;
      await client.invalidateQueries({ queryKey: key });
    },
    onSettled: () => {
      // What is on the page is newer than this answer while other changes wait.
      if (client.isMutating({ mutationKey: ["dashboard"] }) <= 1) void client.invalidateQueries({ queryKey: key });
    },
    mutationKey: ["dashboard"],
  });
  const put = useCallback(
    (panels: Panel[]) => {
      const board = client.getQueryData<Board>(key);
      if (!board) return;
      if (client.isMutating({ mutationKey: ["dashboard"] }) === 0) version.current = board.version;
      void client.cancelQueries({ queryKey: key }); // an answer on its way would bring the old arrangement back
      client.setQueryData<Board>(key, { ...board, panels });
      save.mutate(panels);
    },
    [client, save.mutate],
  );
  const change = useCallback(
    (to: (panels: Panel[]) => Panel[]) => {
      const now = client.getQueryData<Board>(key)?.panels ?? [];
      const next = to(now);
      if (next === now) return;
      past.current = [...past.current.slice(-49), now];
      setDepth(past.current.length);
      put(next);
    },
    [client, put],
  );
  const undo = useCallback(() => {
    const before = past.current.pop();
    setDepth(past.current.length);
    if (before) put(before);
    return before !== undefined;
  }, [put]);
  const conflict = failure !== null && asProblem(failure).problem.status === 409;
  return { change, undo, canUndo: depth > 0, failure, conflict };
}
