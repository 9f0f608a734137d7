import type { LinkState, News } from "./happening";
import { silence, type Hearer } from "./line";

/** Spoken is what tabs tell each other. last is the newest event that was told of. */
type Spoken = { say: "ask" } | { say: "state"; state: LinkState; last: number } | { say: "news"; news: News };

/** Between is how tabs reach each other; a BroadcastChannel. */
export interface Between {
  postMessage: (m: unknown) => void;
  onmessage: ((e: MessageEvent) => void) | null;
  close: () => void;
}

/** Ports is what the browser gives; null where it does not. */
export interface Ports {
  locks: Pick<LockManager, "request"> | null;
  between: (name: string) => Between | null;
  line: (to: Hearer) => { start: (last: number) => void; stop: () => void };
}

const look = 5_000; // ms between two looks whether the leader still speaks

/**
 * Shared lets all tabs of one person hear one event stream: a browser opens six
 * connections to a node at most, and each stream keeps one. One tab holds a lock
 * and leads; the others hear from it. When the leader closes, the lock passes
 * on; when it only falls silent, whoever misses it takes the lock from it.
 */
export class Shared {
  private channel: Between | null = null;
  private readonly line: { start: (last: number) => void; stop: () => void };
  private state: LinkState = "opening";
  private last = 0;
  private leads = false;
  private met = false; // the first word of a leader has come
  private heard = 0;
  private name = "";
  private wait = new AbortController();
  private release = () => undefined as void;
  private heart: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly to: Pick<Hearer, "news" | "state">,
    private readonly ports: Ports,
  ) {
    this.line = ports.line({ news: this.news, state: this.turn, beat: this.beat });
  }

  /** start joins the tabs that go by a name. */
  start(name: string): void {
    this.stop();
    this.name = name;
    this.last = 0;
    this.met = false;
    this.heard = Date.now();
    this.turn("opening");
    this.channel = this.ports.locks ? this.ports.between(name) : null;
    if (!this.channel) return this.lead(); // each tab for itself
    this.channel.onmessage = (e) => this.hear(e.data as Spoken);
    this.channel.postMessage({ say: "ask" } satisfies Spoken);
    this.queue({ signal: this.wait.signal });
    this.heart = setInterval(() => this.look(), look);
  }

  stop(): void {
    clearInterval(this.heart);
    this.wait.abort();
    this.wait = new AbortController();
    this.stepDown();
    this.release();
    this.release = () => undefined;
    this.channel?.close();
    this.channel = null;
  }

  private lead(): void {
    this.leads = true;
    this.line.start(this.last);
  }

  private stepDown(): void {
    if (!this.leads) return;
    this.leads = false;
    this.line.stop();
  }

  /** queue waits for the lock and holds it until this tab stops or another takes it away. */
  private queue(how: LockOptions): void {
    const channel = this.channel;
    const held = () =>
      new Promise<void>((done) => {
        if (this.channel !== channel) return done();
        this.release = done;
        this.lead();
      });
    this.ports.locks?.request(this.name, how, held).catch(() => {
      if (how.signal?.aborted || this.channel !== channel || channel === null) return; // stopped, or queued anew in another way
      this.stepDown();
      this.heard = Date.now();
      this.queue({ signal: this.wait.signal });
    });
  }

  private look(): void {
    if (this.leads || Date.now() - this.heard < silence) return;
    this.heard = Date.now();
    this.turn("down");
    this.wait.abort(); // leaves the queue
    this.wait = new AbortController();
    this.queue({ steal: true });
  }

  private hear(m: Spoken): void {
    if (m.say === "ask") return this.beat();
    if (this.leads) return;
    this.heard = Date.now();
    if (m.say === "news") {
      if (Array.isArray(m.news)) this.last = m.news.at(-1)?.seq ?? this.last;
      return this.to.news(m.news);
    }
    this.last = Math.max(this.last, m.last);
    this.turn(m.state);
    // What this tab read before it joined may be stale already.
    if (!this.met && m.state === "live") {
      this.met = true;
      this.to.news("gap");
    }
  }

  private news = (news: News): void => {
    if (Array.isArray(news)) this.last = news.at(-1)?.seq ?? this.last;
    this.channel?.postMessage({ say: "news", news } satisfies Spoken);
    this.to.news(news);
  };

  private turn = (state: LinkState): void => {
    const same = this.state === state;
    this.state = state;
    if (this.leads) this.beat();
    if (!same) this.to.state(state);
  };

  private beat = (): void => {
    if (this.leads) this.channel?.postMessage({ say: "state", state: this.state, last: this.last } satisfies Spoken);
  };
}
