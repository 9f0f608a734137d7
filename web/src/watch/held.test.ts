import { describe, expect, it } from "vitest";
import { hold } from "./held";

const name = (t: { id: string; n?: number }) => t.id;

describe("a list that somebody is at", () => {
  it("keeps every line in its place, whatever came above it", () => {
    const { rows, fresh } = hold([{ id: "a" }, { id: "b" }], [{ id: "new" }, { id: "b" }, { id: "a" }], name);
    expect(rows.map((r) => r.of.id)).toEqual(["a", "b"]);
    expect(fresh).toBe(1);
  });

  it("marks what is settled and does not close the gap", () => {
    const { rows } = hold([{ id: "a" }, { id: "b" }], [{ id: "b" }], name);
    expect(rows.map((r) => r.gone)).toEqual([true, false]);
  });

  it("shows what is now known of a line", () => {
    const { rows } = hold([{ id: "a", n: 1 }], [{ id: "a", n: 2 }], name);
    expect(rows[0]?.of.n).toBe(2);
  });
});
