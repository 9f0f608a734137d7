import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

/** Happening is one line of the node's journal as the event stream tells it. */
export interface Happening {
  seq: number;
  kind: string;
  about: string;
  at: string;
}

/** News is what happened; "gap" when something may have been missed; "refused" when the node would not open the stream. */
export type News = Happening[] | "gap" | "refused";

export type LinkState = "opening" | "live" | "down";

/** parseHappening reads the data of one event; null for what is none. */
export function parseHappening(data: string): Happening | null {
  let v: unknown;
  try {
    v = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof v !== "object" || v === null) return null;
  const h = v as Record<string, unknown>;
  if (typeof h["seq"] !== "number" || typeof h["kind"] !== "string") return null;
  return { seq: h["seq"], kind: h["kind"], about: typeof h["about"] === "string" ? h["about"] : "", at: typeof h["at"] === "string" ? h["at"] : "" };
}

// What a page shows of one domain also changes when another domain acts: a
// signature changes who may have an object, a receipt changes a release.
const touches: Record<string, string[]> = {
  intel: ["intel", "report"],
  release: ["release", "intel", "ledger", "report"],
  agreement: ["agreement", "audience", "party", "report"],
  party: ["party", "peer", "audience"],
  peer: ["peer", "party"],
  federation: ["peer", "party", "ledger", "release", "intel", "report"],
  ledger: ["ledger", "release", "intel", "peer", "report"],
};

/** touched names the queries, by first word of their key, that a kind of happening makes stale. */
export function touched(kind: string): string[] {
  return touches[kind.slice(0, Math.max(0, kind.indexOf(".")))] ?? [];
}

const gather = 400; // ms in which happenings are gathered into one renewal
const pulse = 20_000; // ms between two looks whether the node still answers
const asleep = 3 * pulse; // a longer time between two looks means that this machine slept
const again = [1_000, 2_000, 5_000, 10_000]; // ms before a stream that was refused is opened anew

/** Live is the page's one line to the node's journal. */
class Live {
  private source: EventSource | null = null;
  private listeners = new Set<() => void>();
  private hearers = new Set<(all: News) => void>();
  private waiting: Happening[] = [];
  private timer = 0;
  private retry = 0;
  private tries = 0;
  private last = 0;
  private heart = 0;
  private looked = 0;
  state: LinkState = "opening";

  start(): void {
    this.stop();
    this.last = 0;
    this.set("opening");
    this.open();
    this.looked = Date.now();
    this.heart = window.setInterval(() => void this.look(), pulse);
  }

  stop(): void {
    this.source?.close();
    this.source = null;
    window.clearTimeout(this.timer);
    window.clearTimeout(this.retry);
    window.clearInterval(this.heart);
    this.timer = this.retry = 0;
    this.waiting = [];
  }

  private open(): void {
    // The node continues after the last event that is known, also over a break.
    const source = new EventSource("/api/v1/events" + (this.last > 0 ? `?after=${this.last}` : ""));
    this.source = source;
    source.addEventListener("open", () => {
      this.tries = 0;
      this.set("live");
      // Without a known event the stream began just now: what was read before it may be stale already.
      if (this.last === 0) this.tell("gap");
    });
    source.addEventListener("journal", (e) => {
      const h = parseHappening((e as MessageEvent<string>).data);
      if (h) this.take(h);
    });
    source.addEventListener("error", () => {
      this.set("down");
      if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      source.close();
      this.tell("refused");
      const wait = again[Math.min(this.tries++, again.length - 1)];
      this.retry = window.setTimeout(() => this.open(), wait);
    });
  }

  /** look finds out what the browser does not tell of a stream: that the way to the node is dead though nobody closed it. */
  private async look(): Promise<void> {
    const slept = Date.now() - this.looked > asleep;
    this.looked = Date.now();
    if (this.state !== "live") return; // it is being opened anew already
    const source = this.source;
    const answers = await fetch("/api/v1/health", { signal: AbortSignal.timeout(pulse / 2), cache: "no-store" }).then((r) => r.ok, () => false);
    if ((answers && !slept) || this.source !== source || this.state !== "live") return;
    source?.close();
    this.set("down");
    this.open();
  }

  private take(h: Happening): void {
    this.last = h.seq;
    this.waiting.push(h);
    if (this.timer === 0) {
      this.timer = window.setTimeout(() => {
        this.timer = 0;
        const all = this.waiting;
        this.waiting = [];
        this.tell(all);
      }, gather);
    }
  }

  private tell(all: News): void {
    for (const hear of this.hearers) hear(all);
  }

  private set(state: LinkState): void {
    if (this.state === state) return;
    this.state = state;
    for (const l of this.listeners) l();
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
export function useLive(client: QueryClient): void {
  useEffect(() => {
    const done = live.hear((all) => {
      if (all === "gap") return void client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== "feed" }); // the feed renews its own top
      if (all === "refused") return void client.invalidateQueries({ queryKey: ["session"] }); // it may have ended
      const words = new Set(all.flatMap((h) => touched(h.kind)));
      if (words.size > 0) void client.invalidateQueries({ predicate: (q) => words.has(String(q.queryKey[0])) });
    });
    live.start();
    return () => {
      done();
      live.stop();
    };
  }, [client]);
}

/** useHappenings calls back with what happened; see News. */
export function useHappenings(fn: (all: News) => void): void {
  useEffect(() => live.hear(fn), [fn]);
}
