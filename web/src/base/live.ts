import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { touched, type LinkState, type News } from "./happening";
import { Line } from "./line";
import { chosen } from "./realm";
import { Shared } from "./share";

export type { Happening, LinkState, News } from "./happening";

/** Live is the page's one way to the node's journal. */
class Live {
  private listeners = new Set<() => void>();
  private hearers = new Set<(all: News) => void>();
  private shared = new Shared(
    {
      news: (all) => this.hearers.forEach((hear) => hear(all)),
      state: (state) => {
        this.state = state;
        this.listeners.forEach((changed) => changed());
      },
    },
    {
      locks: "locks" in navigator ? navigator.locks : null, // a browser gives locks to secure pages only
      between: (name) => ("BroadcastChannel" in window ? new BroadcastChannel(name) : null),
      line: (to) => new Line(to),
    },
  );
  state: LinkState = "opening";

  /** start opens the line for a person; other tabs of the same person share it. */
  start(person: string): void {
    this.shared.start(`entente-events ${person} ${chosen()}`);
  }

  stop(): void {
    this.shared.stop();
  }

  hear(fn: (all: News) => void): () => void {
    this.hearers.add(fn);
    return () => this.hearers.delete(fn);
  }

  watch = (fn: () => void): (() => void) => {
    this.listeners.add(fn);
    return () => this.listeners.delete(fn);
  };
}

const live = new Live();

/** useLink gives the state of the line to the node. */
export function useLink(): LinkState {
  return useSyncExternalStore(live.watch, () => live.state);
}

/** useLive keeps the line open while a person is signed in, and renews what happenings make stale. */
export function useLive(client: QueryClient, person: string): void {
  useEffect(() => {
    const done = live.hear((all) => {
      if (all === "gap") return void client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== "feed" }); // the feed renews its own top
      if (all === "refused") return void client.invalidateQueries({ queryKey: ["session"] }); // it may have ended
      const words = new Set(all.flatMap((h) => touched(h.kind)));
      if (words.size > 0) void client.invalidateQueries({ predicate: (q) => words.has(String(q.queryKey[0])) });
    });
    live.start(person);
    return () => {
      done();
      live.stop();
    };
  }, [client, person]);
}

/** useHappenings calls back with what happened; see News. */
export function useHappenings(fn: (all: News) => void): void {
  useEffect(() => live.hear(fn), [fn]);
}
