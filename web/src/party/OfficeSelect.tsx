import { Select } from "@mantine/core";
import { w } from "../words";
import type { useOffice } from "./office";

/** OfficeSelect asks by which office to sign, or says that none may. */
export function OfficeSelect({ of }: { of: ReturnType<typeof useOffice> }) {
  if (of.offices.length === 0) return <p role="alert">{of.known && w.agreement.noOffice}</p>;
  return <Select label={w.agreement.office} data={of.offices.map((o) => ({ value: o.id, label: o.name }))} value={of.chosen} onChange={of.choose} />;
}
