import { describe, expect, it } from "vitest";
import { outline, type Item } from "./outline";
import type { Step } from "./queries";

const step = (id: string, type: Step["type"], into: [string, string][] = [], on: [string, string][] = []) =>
  ({ id, type, into: into.map(([how, to]) => ({ how, to })), on: on.map(([how, to]) => ({ how, to })) }) as unknown as Step;

/** read writes an outline shortly: a step with its branches in brackets, and behind a colon the ways on which it goes on. */
const read = (items: Item[]): string =>
  items
    .map((i) => {
      if ("goto" in i) return `>${i.goto.id}`;
      const lanes = i.lanes.map((l) => `${l.how} ${read(l.items)}`).join(" | ");
      const after = i.after.map((l) => `${l.how} ${read(l.items)}`).join(" | ");
      return i.step.id + (lanes && `[${lanes}]`) + (after && `:{${after}}`);
    })
    .join(" ");

describe("outline", () => {
  it("draws a sequence from its start to its end", () => {
    expect(read(outline([step("s", "start", [], [["completion", "a"]]), step("a", "action", [], [["completion", "e"]]), step("e", "end")], "s"))).toBe("s a e");
  });
  it("draws branches within their step, and then what follows it", () => {
    const steps = [step("p", "parallel", [["branch", "a"], ["branch", "b"]], [["completion", "c"]]), step("a", "action", [], [["completion", "e"]]), step("b", "action", [], [["completion", "e"]]), step("c", "action", [], [["completion", "e"]]), step("e", "end")];
    expect(read(outline(steps, "p"))).toBe("p[branch a e | branch b e] c e");
  });
  it("draws success and failure side by side, and links to what is drawn already", () => {
    const steps = [step("a", "action", [], [["success", "b"], ["failure", "c"]]), step("b", "action", [], [["completion", "d"]]), step("c", "action", [], [["completion", "d"]]), step("d", "action", [], [["completion", "e"]]), step("e", "end")];
    expect(read(outline(steps, "a"))).toBe("a:{success b d e | failure c >d}");
  });
  it("ends on a loop and on a step that is not there", () => {
    expect(read(outline([step("a", "action", [], [["completion", "a"]])], "a"))).toBe("a >a");
    expect(read(outline([step("a", "action", [], [["completion", "x"]])], "a"))).toBe("a");
  });
});
