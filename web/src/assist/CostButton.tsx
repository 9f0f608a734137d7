import { NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, take } from "../base/api";
import { w } from "../words";
import { Acting } from "./Acting";
import css from "./assist.module.css";
import type { Offered, RequestPage } from "./queries";
import { roleName } from "./reason";
import { useTerms } from "./terms";

/** CostButton states what an offer of ours has cost: its shifts' hours, at a rate and a multiplier for each role. */
export function CostButton({ page, offer }: { page: RequestPage; offer: Offered }) {
  const [currency, setCurrency] = useState("EUR");
  const [rates, setRates] = useState<Record<string, { rate: number; multiplier: number }>>({});
  const roles = [...new Set(offer.lines.map((l) => l.role))];
  const terms = useTerms();
  const title = (id: string) => roleName(page.case.request.roles ?? [], id, terms);
  const rateOf = (r: string) => rates[r] ?? { rate: 0, multiplier: 100 };
  return (
    <Acting
      words={w.assist.act.cost}
      act={(text) =>
        take(
          api.POST("/assist/requests/{id}/offers/{offer}/costs", {
            params: { path: { id: page.case.id, offer: offer.id } },
            body: { ...(currency && { currency }), rates: roles.map((role) => ({ role, multiplier: rateOf(role).multiplier, ...(currency && { rate: Math.round(rateOf(role).rate * 100) }) })), ...(text && { text }) },
          }),
        )
      }
    >
      <TextInput label={w.assist.cost.currency} description={w.assist.cost.currencyText} maxLength={3} value={currency} onChange={(e) => setCurrency(e.currentTarget.value.toUpperCase())} />
      {roles.map((r) => (
        <div key={r} className={css.row}>
          <NumberInput size="xs" label={w.assist.cost.rate(title(r))} min={0} max={100000} decimalScale={2} disabled={!currency} value={rateOf(r).rate} onChange={(v) => setRates({ ...rates, [r]: { ...rateOf(r), rate: Number(v) || 0 } })} />
          <NumberInput size="xs" label={w.assist.cost.multiplier} min={1} max={1000} value={rateOf(r).multiplier} onChange={(v) => setRates({ ...rates, [r]: { ...rateOf(r), multiplier: Number(v) || 100 } })} />
        </div>
      ))}
    </Acting>
  );
}
