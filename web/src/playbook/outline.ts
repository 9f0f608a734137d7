import type { Step } from "./queries";

/** Item is one thing in a sequence: a step, or a way to one that is drawn elsewhere. */
export type Item = { step: Step; lanes: Lane[]; after: Lane[]; way: string } | { goto: Step };

/** Lane is one branch of a step, or one of the ways on which it goes on. */
export interface Lane {
  how: string;
  key: string;
  items: Item[];
}

/**
 * outline lays a workflow out as people read it: from top to bottom, the branches of a step within it, each ending
 * before the step goes on. Every step but an end is drawn once; where a second way leads to it, a link stands.
 */
export function outline(steps: Step[], start: string): Item[] {
  const known = new Map(steps.map((s) => [s.id, s]));
  const drawn = new Set<string>();
  const sequence = (from: string): Item[] => {
    const items: Item[] = [];
    for (let id: string | undefined = from; id !== undefined; ) {
      const step = known.get(id);
      if (!step) break;
      if (drawn.has(id) && step.type !== "end") {
        items.push({ goto: step });
        break;
      }
      drawn.add(id);
      const lanes = step.into.map((e): Lane => ({ how: e.how, key: e.key ?? "", items: sequence(e.to) }));
      const [only, ...more]: Step["on"] = step.on;
      if (only && more.length === 0 && only.how !== "failure") {
        items.push({ step, lanes, after: [], way: only.how });
        id = only.to;
        continue;
      }
      items.push({ step, lanes, after: step.on.map((e): Lane => ({ how: e.how, key: "", items: sequence(e.to) })), way: "" });
      break;
    }
    return items;
  };
  return sequence(start);
}
