import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Marking } from "../base/marking";
import { Facts } from "../base/page";
import { useMay } from "../base/session";
import { span } from "../base/span";
import { When } from "../base/time";
import { incidentsQuery } from "../incident/queries";
import { lookup, w } from "../words";
import type { Request } from "./queries";
import { leaves } from "./request";
import { useRoleText } from "./Roles";
import { severityText } from "./severity";
import { useTerms } from "./terms";

/** Leaving shows what a request says, as those who are asked read it; first stands what the caller adds. */
export function Leaving({ of: r, first }: { of: Request; first?: [string, ReactNode][] }) {
  const roleText = useRoleText();
  const terms = useTerms();
  const may = useMay("incident.read");
  const incidents = useQuery({ ...incidentsQuery, enabled: may && Boolean(r.incident) });
  const known = incidents.data?.items.find((i) => i.id === r.incident); // others have the id alone
  const words: Record<string, Record<string, string>> = { entity: w.assist.entity, impact: w.assist.impact, taken: w.assist.taken, mode: w.assist.mode };
  const shown = (name: string, value: string): ReactNode => {
    if (name === "needed_by") return <When at={value} />;
    if (name === "services") return (r.services ?? []).map((x) => terms.name("services", x)).join(", ");
    if (name === "severity") return severityText(r.severity ?? {});
    if (name === "sectors") return (r.sectors ?? []).map((s) => lookup(w.terms.sector, s)).join(", ");
    if (name === "duration" || name === "report_within") return span(value);
    if (name === "tlp") return <Marking of={{ tlp: value }} />;
    if (name === "incident") return known ? <Link to="/incidents/$id" params={{ id: known.id }}>{known.title}</Link> : value;
    return lookup(words[name] ?? {}, value);
  };
  return (
    <Facts
      wide
      of={[
        ...(first ?? []),
        ...leaves(r).map(([name, value]): [string, ReactNode] => [lookup(w.assist.field, name), shown(name, value)]),
        ...(r.roles ?? []).map((x, i): [string, ReactNode] => [w.assist.role.title(i + 1), `${x.count} × ${roleText(x)}`]),
      ]}
    />
  );
}
