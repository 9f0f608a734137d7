import type { Tone } from "../base/page";
import { w } from "../words";
import type { Entry, Log } from "./queries";

/** receiptsOf says how a log's receipts stand. */
export function receiptsOf(log: Pick<Log, "size" | "cosigned_size" | "frozen">): { tone: Tone; text: string } {
  if (log.frozen) return { tone: "bad", text: w.ledger.frozen };
  if (log.size === 0) return { tone: "plain", text: w.ledger.receiptsNone };
  const behind = log.size - log.cosigned_size;
  return behind <= 0 ? { tone: "good", text: w.ledger.receiptsAll } : { tone: "warn", text: w.ledger.receiptsBehind(behind) };
}

/** outcomeTone gives the tone of what became of an entry. */
export function outcomeTone(outcome: Entry["outcome"]): Tone {
  switch (outcome) {
    case "accepted":
    case "executed":
      return "good";
    case "refused":
      return "bad";
    default:
      return "warn";
  }
}
