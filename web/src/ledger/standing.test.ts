import { describe, expect, it } from "vitest";
import { receiptsOf } from "./standing";

describe("a log's receipts", () => {
  it("are complete only when every entry is cosigned", () => {
    expect(receiptsOf({ size: 3, cosigned_size: 3, frozen: false }).tone).toBe("good");
    expect(receiptsOf({ size: 3, cosigned_size: 2, frozen: false })).toEqual({ tone: "warn", text: "1 entry without receipt" });
    expect(receiptsOf({ size: 0, cosigned_size: 0, frozen: false }).tone).toBe("plain");
  });

  it("say first of all that a log is frozen", () => {
    expect(receiptsOf({ size: 3, cosigned_size: 3, frozen: true }).tone).toBe("bad");
  });
});
