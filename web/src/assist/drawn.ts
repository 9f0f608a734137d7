import type { Room } from "../incident/queries";
import type { Request } from "./queries";
import { schemeOf } from "./severity";

/** drawn is what an incident knows of a request for help with it: nothing is judged anew, and a name behind an alias stays where it is. */
export function drawn(of: Room, own: string): Partial<Request> {
  const judged = of.judgements.findLast((j) => j.party === own && schemeOf(j.scheme));
  const scheme = schemeOf(judged?.scheme ?? "");
  const affected = of.entries.filter((e) => e.act === "affected");
  const first = affected[0];
  const sectors = [...new Set(affected.map((e) => e.sector ?? ""))].filter(Boolean);
  return {
    title: of.title,
    incident: of.id,
    ...(of.summary && { situation: of.summary }),
    ...(of.tlp !== "red" && { tlp: of.tlp }),
    ...(judged && scheme && { severity: { scheme, value: judged.value, judge: judged.by } }),
    ...(first?.label && { beneficiary: first.label, ...(first.alias && { pseudonym: true }) }),
    ...(sectors.length > 0 && { sectors }),
  };
}
