import { w } from "../words";
import { typeName } from "./filter";

/** Summary is what a person wants to know first of an object. Every value is plain text; nothing of an object is ever a link. */
export interface Summary {
  lead: string;
  code: string;
  facts: [name: string, value: string][];
  sources: string[];
}

type Props = Record<string, unknown>;

const props = (v: unknown): Props => (typeof v === "object" && v !== null && !Array.isArray(v) ? (v as Props) : {});
const text = (v: unknown): string => (typeof v === "string" ? v : typeof v === "number" || typeof v === "boolean" ? String(v) : "");
const texts = (v: unknown): string[] => (Array.isArray(v) ? v.map(text).filter((t) => t !== "") : []);
const each = (v: unknown): Props[] => (Array.isArray(v) ? v.map(props) : []);

// Properties that say something about an object, beyond those with words of
// their own, in the order in which they are shown.
const telling = [
  "indicator_types", "malware_types", "threat_actor_types", "tool_types", "infrastructure_types", "report_types", "roles", "sectors", "identity_class", "country", "region",
  "is_family", "sophistication", "resource_level", "primary_motivation", "goals", "context", "opinion", "authors", "published", "first_seen", "last_seen", "number_observed",
  "count", "tool_version", "value", "display_name", "path", "size", "mime_type", "key", "subject", "from_ref", "date", "src_ref", "dst_ref", "src_port", "dst_port", "protocols", "number", "rir",
  "issuer", "serial_number", "result", "product",
];

/** summary reads an object's properties, whatever they hold: an object from elsewhere may hold anything. */
export function summary(stix: unknown): Summary {
  const o = props(stix);
  const facts: [string, string][] = [];
  const add = (name: string, value: string) => {
    if (value !== "") facts.push([name, value]);
  };
  add(w.intel.relation, [text(o["source_ref"]), text(o["relationship_type"]).replaceAll("-", " "), text(o["target_ref"])].filter((t) => t !== "").join(" "));
  add(w.intel.validFrom, text(o["valid_from"]));
  add(w.intel.validUntil, text(o["valid_until"]));
  add(w.intel.aliases, [...texts(o["aliases"]), ...texts(o["x_mitre_aliases"])].join(", "));
  add(w.intel.killChain, each(o["kill_chain_phases"]).map((p) => [text(p["kill_chain_name"]), text(p["phase_name"])].filter(Boolean).join(": ")).join(", "));
  for (const key of telling) add(typeName(key.replaceAll("_", "-")), texts(o[key]).join(", ") || text(o[key]));
  for (const [name, value] of Object.entries(props(o["hashes"]))) add(name, text(value));
  add(w.intel.confidence, text(o["confidence"]) && `${text(o["confidence"])} / 100`);
  add(w.intel.labels, texts(o["labels"]).join(", "));
  return {
    lead: text(o["description"]) || text(o["abstract"]) || text(o["content"]) || text(o["explanation"]),
    code: text(o["pattern"]),
    facts,
    sources: each(o["external_references"])
      .map((r) => [text(r["source_name"]), text(r["external_id"]), text(r["url"]), text(r["description"])].filter((t) => t !== "").join(" · "))
      .filter((t) => t !== ""),
  };
}
