import { w } from "../words";
import type { Plan, PartName } from "./queries";

/** Line is one row of a part of the plan, as its fields are written. */
export type Line = Record<string, string>;

/** PartForm says which fields a part of the plan has, and how its rows are read and written. */
export interface PartForm {
  name: PartName;
  title: string;
  lead: string;
  fields: string[];
  read: (plan: Plan) => Line[];
  write: (lines: Line[]) => unknown[];
}

const some = (o: Record<string, string | undefined>) => Object.fromEntries(Object.entries(o).filter(([, v]) => v)) as Line;
const plain = (fields: string[]) => (lines: Line[]) => lines.map((l) => some(Object.fromEntries(fields.map((f) => [f, l[f]?.trim()]))));

/** people reads "Name, role" line by line. */
export function people(text: string): { name: string; role?: string }[] {
  return text
    .split("\n")
    .map((line) => line.split(/,(.*)/s).map((s) => s.trim()))
    .filter(([name]) => name)
    .map(([name, role]) => ({ name: name as string, ...(role && { role }) }));
}

/** parts lists the parts of a plan in the order of the page. */
export function parts(): PartForm[] {
  const t = w.msel.plan;
  const part = (name: Exclude<PartName, "cells" | "reactions">, title: string, lead: string, fields: string[]): PartForm => ({ name, title, lead, fields, read: (plan) => (plan[name] ?? []).map((x) => some(x as unknown as Line)), write: plain(fields) });
  return [
    part("objectives", t.objectives, t.objectivesLead, ["id", "name", "capability", "provision", "text"]),
    part("teams", t.teams, t.teamsLead, ["id", "name", "party"]),
    {
      name: "cells",
      title: t.cells,
      lead: t.cellsLead,
      fields: ["id", "colour", "name", "people"],
      read: (plan) => (plan.cells ?? []).map((c) => ({ id: c.id, colour: c.colour, name: c.name, people: (c.people ?? []).map((p) => (p.role ? `${p.name}, ${p.role}` : p.name)).join("\n") })),
      write: (lines) => lines.map((l) => ({ id: l.id?.trim(), colour: l.colour || "white", name: l.name?.trim(), people: people(l.people ?? "") })),
    },
    part("storylines", t.storylines, t.storylinesLead, ["id", "name", "text"]),
    part("columns", t.columns, t.columnsLead, ["id", "name"]),
  ];
}
