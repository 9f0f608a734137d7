import type { ReactNode } from "react";
import { Facts } from "../base/page";
import { When } from "../base/time";
import { lookup, w } from "../words";
import type { Request } from "./queries";
import { leaves } from "./request";
import { useRoleText } from "./Roles";
import { useTerms } from "./terms";

/** Leaving shows what a request says, as those who are asked read it; first stands what the caller adds. */
export function Leaving({ of: r, first }: { of: Request; first?: [string, ReactNode][] }) {
  const roleText = useRoleText();
  const terms = useTerms();
  const words: Record<string, Record<string, string>> = { entity: w.assist.entity, impact: w.assist.impact, taken: w.assist.taken, mode: w.assist.mode };
  const shown = (name: string, value: string): ReactNode => {
    if (name === "needed_by") return <When at={value} />;
    if (name === "services") return (r.services ?? []).map((x) => terms.name("services", x)).join(", ");
    if (name === "severity") return [lookup(w.assist.schemes, r.severity?.scheme ?? ""), lookup(w.assist.severities, r.severity?.value ?? ""), r.severity?.judge].filter(Boolean).join(", ");
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
