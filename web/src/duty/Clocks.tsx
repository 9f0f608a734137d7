import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Code, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import css from "./duty.module.css";
import type { Obligation } from "./queries";
import { offered, toneOf, type Act } from "./standing";

/** Clocks is a table of obligations; outside of its agreement each names its agreement. */
export function Clocks({ of, cited, within }: { of: Obligation[]; cited?: string; within?: boolean }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.duty.due}</th>
          <th>{w.duty.owedBy}</th>
          <th>{w.duty.what}</th>
          {!within && <th>{w.duty.under}</th>}
          <th>{w.duty.standing}</th>
          <th>{w.duty.acts}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((o) => (
          <tr key={o.id} id={"o-" + o.id} {...(o.id === cited && { "data-cited": true })} className={o.id === cited ? css.cited : undefined}>
            <td data-name={w.duty.due} className={table.tight}>
              <When at={o.due} />
            </td>
            <td data-name={w.duty.owedBy}>
              <Code>{o.owed}</Code>
            </td>
            <td data-name={w.duty.what}>
              <What of={o} />
            </td>
            {!within && (
              <td data-name={w.duty.under}>
                <Link to="/agreements/$id" params={{ id: o.agreement }} hash={o.provision}>
                  {o.title}
                </Link>
              </td>
            )}
            <td data-name={w.duty.standing}>
              <Standing of={o} />
            </td>
            <td data-name="">
              <Says of={o} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function What({ of }: { of: Obligation }) {
  return (
    <div>
      {lookup(w.agreement.kind, of.kind)} <span className={css.soft}>{w.duty.force(of.provision, lookup(w.duty.forces, of.force))}</span>
      {of.caller && (
        <p className={css.said}>
          <Code>{of.caller}</Code> {of.what}
        </p>
      )}
    </div>
  );
}

function Standing({ of }: { of: Obligation }) {
  return (
    <div>
      <State tone={toneOf(of, new Date())}>{lookup(w.duty.state, of.state)}</State> {of.met_at && <When at={of.met_at} />}
      {of.answer && (
        <p className={css.said}>
          {of.met_by}: {of.answer} {of.reference && <Code>{of.reference}</Code>}
        </p>
      )}
      {of.reason && <p className={css.said}>{of.reason}</p>}
    </div>
  );
}

/** Says offers what our party can state about an obligation. */
function Says({ of }: { of: Obligation }) {
  const session = useSession();
  const may = useMay("duty.answer");
  const client = useQueryClient();
  const [reference, setReference] = useState("");
  const run = useMutation({
    mutationFn: ({ act, text }: { act: Act; text: string }) => {
      const params = { path: { id: of.agreement, obligation: of.id } };
      if (act === "met") return take(api.POST("/agreements/{id}/duties/{obligation}/met", { params, body: { text, ...(reference && { reference }) } }));
      if (act === "excuse") return take(api.POST("/agreements/{id}/duties/{obligation}/excuse", { params, body: { reason: text } }));
      return take(api.POST("/agreements/{id}/duties/{obligation}/contest", { params, body: { reason: text } }));
    },
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ["duty"] }), client.invalidateQueries({ queryKey: ["watch"] })]),
  });
  if (!may) return null;
  return (
    <div className={css.acts}>
      {offered(of, session.party.code, new Date()).map((act) => (
        <Confirm key={act} open={w.duty[act]} title={w.duty.ask[act].title(lookup(w.agreement.kind, of.kind), of.owed)} text={w.duty.ask[act].text} go={w.duty.ask[act].do} act={run} args={(text: string) => ({ act, text })} reason={w.duty.ask[act].reason} reasonNeed={w.agreement.reasonNeed} grave={act === "contest"}>
          {act === "met" && <TextInput label={w.duty.reference} description={w.duty.referenceText} value={reference} maxLength={200} onChange={(e) => setReference(e.currentTarget.value)} />}
        </Confirm>
      ))}
    </div>
  );
}
