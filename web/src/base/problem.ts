import { lookup, w } from "../words";
import { say, type Phrase } from "../words/say";

/** Problem is an error as the node states it (RFC 9457), or one that we state in the same form when no answer came. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  phrase?: Phrase;
}

/** ProblemError is what every call of the API throws. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = "ProblemError";
    this.problem = problem;
  }

  /** The kind is the last part of the type: "denied", "conflict", … or "link" when no answer came. */
  get kind(): string {
    return this.problem.type.slice(this.problem.type.lastIndexOf("/") + 1);
  }
}

/** linkDown states that no answer came. */
export function linkDown(): ProblemError {
  return new ProblemError({ type: "/problems/link", title: w.problem.link, status: 0, detail: w.problem.linkText, instance: "" });
}

/** problemOf reads the body of an error's answer; whatever is no problem+json becomes one with the status alone. */
export function problemOf(status: number, body: unknown): ProblemError {
  const b = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const text = (key: string, otherwise: string) => (typeof b[key] === "string" && b[key] !== "" ? (b[key] as string) : otherwise);
  const phrase = phraseOf(b["phrase"]);
  return new ProblemError({
    type: text("type", "about:blank"),
    title: text("title", `${w.problem.unknown} (${status})`),
    status,
    detail: text("detail", ""),
    instance: text("instance", ""),
    ...(phrase && { phrase }),
  });
}

function phraseOf(v: unknown): Phrase | null {
  if (typeof v !== "object" || v === null) return null;
  const { format, args } = v as Record<string, unknown>;
  return typeof format === "string" && Array.isArray(args) && args.every((a) => typeof a === "string") ? { format, args: args as string[] } : null;
}

/** detailOf says what is wrong in the language that is spoken. */
export function detailOf(p: ProblemError): string {
  return say(p.problem.detail, p.problem.phrase);
}

/** titleOf says the kind of a problem in the language that is spoken. */
export function titleOf(p: ProblemError): string {
  return lookup(w.problem.titles, p.kind) === p.kind ? p.problem.title : lookup(w.problem.titles, p.kind);
}

/** asProblem makes anything thrown a problem, so that one component shows them all. */
export function asProblem(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  return new ProblemError({ type: "/problems/broken", title: w.problem.broken, status: 0, detail: w.problem.brokenText, instance: "" });
}

/** advice says what to do about a problem, in one sentence, or nothing when the detail says it. */
export function advice(p: ProblemError): string {
  switch (p.kind) {
    case "denied":
    case "unauthenticated":
    case "conflict":
    case "busy":
    case "not-found":
    case "internal":
      return w.problem[p.kind];
    default:
      return "";
  }
}
