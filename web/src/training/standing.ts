import type { Tone } from "../base/page";
import { w } from "../words";
import type { Brief, Course, Lesson } from "./queries";

/** standingOf says in a word how far the reader has come in a course. */
export function standingOf(b: Pick<Brief, "state" | "certificate">): { word: keyof typeof w.training.standing; tone: Tone } {
  if (b.state === "learning") return { word: "learning", tone: "warn" };
  if (b.certificate?.expired) return { word: "expired", tone: "bad" };
  if (b.certificate?.expiring) return { word: "expiring", tone: "warn" };
  if (b.state === "passed") return { word: "passed", tone: "good" };
  return { word: "fresh", tone: "plain" };
}

/** begins is the lesson at which a page opens: the open one, else the first. */
export const begins = (c: Pick<Course, "steps">) => (c.steps.find((l) => l.state === "open") ?? c.steps[0])?.id ?? "";

/** after is the lesson that follows one, when it can be entered; "" for none. */
export function after(c: Pick<Course, "steps">, id: string): string {
  const next = c.steps[c.steps.findIndex((l) => l.id === id) + 1];
  return next && next.state !== "locked" ? next.id : "";
}

/** share is a part of a whole in percent, for a bar. */
export const share = (part: number, of: number) => (of > 0 ? Math.round((100 * Math.min(part, of)) / of) : 0);

/** lessonTone colours a lesson's state. */
export const lessonTone = (l: Pick<Lesson, "state" | "failed">): Tone => (l.state === "passed" ? "good" : l.failed ? "bad" : l.state === "open" ? "warn" : "plain");
