import { lookup, w } from "../words";
import type { Request } from "./queries";

type Severity = NonNullable<Request["severity"]>;
type Scheme = NonNullable<Severity["scheme"]>;

// The scales of incidents under the names that requests give them; their values are the same.
const scales: [request: Scheme, incident: string][] = [["eu", "eu-impact"], ["ncsc-uk", "uk-ncsc"], ["us", "us-nciss"], ["nukib", "cz"]];

/** schemeOf gives a scale of incidents as requests name it. */
export const schemeOf = (incident: string): Scheme | undefined => scales.find(([, i]) => i === incident)?.[0];

/** valueText says a value of a scale in words. */
export function valueText(scheme: string, value: string): string {
  const incident = scales.find(([r]) => r === scheme)?.[1];
  const key = `${incident}/${value}`;
  return incident && Object.hasOwn(w.terms.value, key) ? lookup(w.terms.value, key) : value;
}

/** severityText says a severity in words, with who judged it. */
export const severityText = (s: Severity) => [lookup(w.assist.schemes, s.scheme ?? ""), valueText(s.scheme ?? "", s.value ?? ""), s.judge].filter(Boolean).join(", ");
