import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LinkState, News } from "./happening";
import { Line, silence } from "./line";

class Source extends EventTarget {
  readyState = 0;
  constructor(readonly url: string) {
    super();
  }
  close(): void {
    this.readyState = 2;
  }
  say(name: string, data = "{}"): void {
    if (this.readyState !== 2) this.dispatchEvent(new MessageEvent(name, { data }));
  }
}

describe("a line to the node", () => {
  const opened: Source[] = [];
  const states: LinkState[] = [];
  const news: News[] = [];
  let line: Line;
  const now = () => opened.at(-1) as Source;

  beforeEach(() => {
    vi.useFakeTimers();
    opened.length = states.length = news.length = 0;
    line = new Line({ news: (n) => news.push(n), state: (s) => states.push(s), beat: () => undefined }, (url) => {
      opened.push(new Source(url));
      return now() as unknown as EventSource;
    });
    line.start(0);
    now().say("open");
  });
  afterEach(() => {
    line.stop();
    vi.useRealTimers();
  });

  it("stays open while the node gives signs of life", async () => {
    for (let i = 0; i < 12; i++) {
      await vi.advanceTimersByTimeAsync(10_000);
      now().say("alive");
    }
    expect(opened).toHaveLength(1);
    expect(states.at(-1)).toBe("live");
  });

  it("finds out within thirty seconds that the way is dead though nobody closed it, and goes on after what it knows", async () => {
    now().say("journal", '{"seq":12,"kind":"intel.imported","about":"","at":""}');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(states).toContain("down");
    expect(opened[0]?.readyState).toBe(2);
    expect(now().url).toBe("/api/v1/events?after=12");
    now().say("open");
    expect(states.at(-1)).toBe("live");
    expect(news.filter((n) => n === "gap")).toHaveLength(1); // at the beginning, when nothing was known
  });

  it("opens a stream anew that the node refused", async () => {
    now().readyState = 2;
    now().dispatchEvent(new Event("error"));
    expect(states.at(-1)).toBe("down");
    expect(news.at(-1)).toBe("refused");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(opened).toHaveLength(2);
  });

  it("promises less than the half minute", () => expect(silence).toBeLessThan(26_000));
});
