import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../base/session";
import { partiesQuery } from "../federation/queries";

/** useOffice lets a person choose by which office of our own party to sign; the first that may, unless another is chosen. */
export function useOffice(enabled = true) {
  const own = useSession().party.code;
  const parties = useQuery({ ...partiesQuery, enabled });
  const offices = (parties.data?.items.find((p) => p.code === own)?.offices ?? []).filter((o) => o.powers.includes("sign") && !o.succeeded_by);
  const [office, choose] = useState<string | null>(null);
  return { offices, chosen: office ?? offices[0]?.id ?? "", choose, known: parties.isSuccess };
}
