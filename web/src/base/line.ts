import { file } from "./realm";
import { parseHappening, type Happening, type LinkState, type News } from "./happening";

const gather = 400; // ms in which happenings are gathered into one renewal
const look = 4_000; // ms between two looks whether the stream still speaks
/** silence is how long, in ms, a stream may say nothing: the node promises a sign of life every ten seconds. */
export const silence = 22_000;
const again = [1_000, 2_000, 5_000, 10_000]; // ms before a stream that was refused is opened anew

/** Hearer is told what a line brings. */
export interface Hearer {
  news: (all: News) => void;
  state: (state: LinkState) => void;
  /** beat is called whenever the line is known to stand or to be looked after. */
  beat: () => void;
}

/** Line is one event stream of the node, opened again for as long as it is wanted. */
export class Line {
  private source: EventSource | null = null;
  private waiting: Happening[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private heart: ReturnType<typeof setInterval> | undefined;
  private tries = 0;
  private last = 0;
  private heard = 0;

  constructor(
    private readonly to: Hearer,
    private readonly make: (url: string) => EventSource = (url) => new EventSource(url),
  ) {}

  /** start opens the stream after an event that is known; 0 for none. */
  start(last: number): void {
    this.stop();
    this.last = last;
    this.open();
    this.heart = setInterval(this.look, look);
    if (typeof document !== "undefined") document.addEventListener("visibilitychange", this.look);
  }

  stop(): void {
    this.source?.close();
    this.source = null;
    clearTimeout(this.timer);
    clearTimeout(this.retry);
    clearInterval(this.heart);
    if (typeof document !== "undefined") document.removeEventListener("visibilitychange", this.look);
    this.timer = this.retry = this.heart = undefined;
    this.waiting = [];
    this.tries = 0;
  }

  private open(): void {
    // The node continues after the last event that is known, also over a break.
    const source = this.make(file("/api/v1/events" + (this.last > 0 ? `?after=${this.last}` : "")));
    this.source = source;
    this.heard = Date.now();
    source.addEventListener("open", () => {
      this.tries = 0;
      this.alive();
      this.to.state("live");
      // Without a known event the stream began just now: what was read before it may be stale already.
      if (this.last === 0) this.to.news("gap");
    });
    source.addEventListener("alive", () => this.alive());
    source.addEventListener("journal", (e) => {
      this.alive();
      const h = parseHappening((e as MessageEvent<string>).data);
      if (h) this.take(h);
    });
    source.addEventListener("error", () => {
      this.heard = Date.now(); // a failure is no silence
      this.to.state("down");
      if (source.readyState !== 2) return; // the browser tries again by itself
      source.close();
      this.to.news("refused");
      const wait = again[Math.min(this.tries++, again.length - 1)];
      this.retry = setTimeout(() => this.open(), wait);
    });
  }

  private alive(): void {
    this.heard = Date.now();
    this.to.beat();
  }

  /** look finds out what the browser does not tell of a stream: that the way to the node is dead though nobody closed it, or that this machine slept. */
  private look = (): void => {
    this.to.beat();
    if (Date.now() - this.heard < silence || this.source?.readyState === 2) return;
    this.source?.close();
    this.to.state("down");
    this.open();
  };

  private take(h: Happening): void {
    this.last = h.seq;
    this.waiting.push(h);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const all = this.waiting;
      this.waiting = [];
      this.to.news(all);
    }, gather);
  }
}
