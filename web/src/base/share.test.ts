import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Happening, LinkState, News } from "./happening";
import { silence, type Hearer } from "./line";
import { Shared, type Between, type Ports } from "./share";

/** Browser is what the tabs of one browser share: a lock and a channel, with the rules of their specifications. */
class Browser {
  private channels = new Map<string, Set<Between>>();
  private holder: { lost: (e: Error) => void } | null = null;
  private queue: (() => void)[] = [];

  between(name: string): Between {
    const all = this.channels.get(name) ?? new Set<Between>();
    this.channels.set(name, all);
    const own: Between = {
      onmessage: null,
      postMessage: (m) => all.forEach((c) => c !== own && queueMicrotask(() => c.onmessage?.({ data: structuredClone(m) } as MessageEvent))),
      close: () => void all.delete(own),
    };
    all.add(own);
    return own;
  }

  request = ((_name: string, how: LockOptions, held: () => Promise<void>) =>
    new Promise<void>((done, fail) => {
      const take = () => {
        const me = { lost: fail };
        this.holder = me;
        void held().then(() => {
          if (this.holder === me) this.next();
          done();
        });
      };
      if (how.steal) {
        this.holder?.lost(new DOMException("stolen", "AbortError"));
        return take();
      }
      if (!this.holder) {
        this.holder = { lost: fail }; // granted, though it hears of it a moment later
        return queueMicrotask(take);
      }
      this.queue.push(take);
      how.signal?.addEventListener("abort", () => {
        this.queue = this.queue.filter((q) => q !== take);
        fail(new DOMException("aborted", "AbortError"));
      });
    })) as unknown as LockManager["request"];

  private next(): void {
    this.holder = null;
    this.queue.shift()?.();
  }
}

class Tab {
  news: News[] = [];
  states: LinkState[] = [];
  opened: number[] = []; // where its own streams began
  open = false;
  shared: Shared;
  to!: Hearer;

  constructor(browser: Browser | null) {
    const ports: Ports = {
      locks: browser && { request: browser.request },
      between: (name) => browser?.between(name) ?? null,
      line: (to) => {
        this.to = to;
        return { start: (last) => ((this.open = true), this.opened.push(last)), stop: () => void (this.open = false) };
      },
    };
    this.shared = new Shared({ news: (n) => this.news.push(n), state: (s) => this.states.push(s) }, ports);
    this.shared.start("eva");
  }
}

const happened = (seq: number): Happening[] => [{ seq, kind: "intel.imported", about: "", at: "" }];
const settle = () => vi.advanceTimersByTimeAsync(1);

describe("one event stream among tabs", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("opens one stream for all, and everyone hears what it brings", async () => {
    const browser = new Browser();
    const tabs = [1, 2, 3].map(() => new Tab(browser));
    await settle();
    expect(tabs.map((t) => t.open)).toEqual([true, false, false]);
    tabs[0]?.to.state("live");
    tabs[0]?.to.news(happened(7));
    await settle();
    for (const t of tabs) {
      expect(t.states.at(-1)).toBe("live");
      expect(t.news.at(-1)).toEqual(happened(7));
    }
  });

  it("tells a tab that joins how the line stands, and that what it has may be stale", async () => {
    const browser = new Browser();
    const first = new Tab(browser);
    await settle();
    first.to.state("live");
    const late = new Tab(browser);
    await settle();
    expect(late.states).toEqual(["live"]);
    expect(late.news).toEqual(["gap"]);
    first.to.state("down");
    await settle();
    expect(late.states.at(-1)).toBe("down");
  });

  it("passes on where it stood when the leading tab closes", async () => {
    const browser = new Browser();
    const [first, second] = [new Tab(browser), new Tab(browser)];
    await settle();
    first.to.state("live");
    first.to.news(happened(41));
    await settle();
    first.shared.stop();
    await settle();
    expect(first.open).toBe(false);
    expect(second.opened).toEqual([41]);
  });

  it("takes the lead from a tab that has fallen silent, which then follows", async () => {
    const browser = new Browser();
    const [first, second] = [new Tab(browser), new Tab(browser)];
    await settle();
    first.to.state("live");
    await settle();
    for (let passed = 0; passed < 2 * silence; passed += 5_000) {
      first.to.beat();
      await vi.advanceTimersByTimeAsync(5_000);
    }
    expect(second.open).toBe(false); // for as long as it speaks
    await vi.advanceTimersByTimeAsync(silence + 6_000);
    expect(second.states.at(-1)).toBe("down");
    expect([first.open, second.open]).toEqual([false, true]);
    second.to.state("live");
    second.to.news(happened(8));
    await settle();
    expect(first.news.at(-1)).toEqual(happened(8));
    expect(first.states.at(-1)).toBe("live");
  });

  it("lets each tab have its own where the browser gives no locks", async () => {
    const tabs = [new Tab(null), new Tab(null)];
    await settle();
    expect(tabs.map((t) => t.open)).toEqual([true, true]);
  });
});
