import type { Tone } from "../base/page";
import { parse } from "../base/time";
import { w } from "../words";
import type { Token, User } from "./queries";

/** ceilings are the levels of TLP 2.0, from the loosest to the strictest. */
export const ceilings = ["clear", "green", "amber", "amber+strict", "red"] as const;

const soon = 14 * 24 * 3_600_000; // ms before its end at which a token is worth a look

export type TokenState = "valid" | "soon" | "expired" | "revoked";

/** tokenState tells how a token stands at a moment. */
export function tokenState(t: Pick<Token, "expires" | "revoked">, now: Date): TokenState {
  if (parse(t.revoked)) return "revoked";
  const ends = parse(t.expires);
  if (!ends || ends <= now) return "expired";
  return ends.getTime() - now.getTime() < soon ? "soon" : "valid";
}

export const tokenTones: Record<TokenState, Tone> = { valid: "good", soon: "warn", expired: "plain", revoked: "plain" };

/** works tells whether a program that sends the token is let in. */
export function works(state: TokenState): boolean {
  return state === "valid" || state === "soon";
}

/** userState tells in a word how a user stands; machines enter by token and so never set a password. */
export function userState(u: Pick<User, "disabled" | "entered" | "roles">, machines: readonly string[]): { tone: Tone; text: string } {
  if (u.disabled) return { tone: "plain", text: w.admin.stateDisabled };
  if (u.roles.some((r) => machines.includes(r))) return { tone: "good", text: w.admin.stateMachine };
  return u.entered ? { tone: "good", text: w.admin.stateActive } : { tone: "warn", text: w.admin.stateInvited };
}
