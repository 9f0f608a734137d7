import { Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Panel, State } from "../base/page";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { AdminPage } from "./AdminPage";
import { CreateToken } from "./CreateToken";
import { tokensQuery, type Token } from "./queries";
import { tokenState, tokenTones, works } from "./standing";

/** Tokens lists what programs enter by, of every user. */
export function Tokens() {
  const tokens = useQuery(tokensQuery);
  const [show, setShow] = useState("valid");
  const now = new Date();
  return (
    <AdminPage title={w.admin.tokens} lead={w.admin.tokensLead} actions={<CreateToken />}>
      <Ready of={tokens}>
        {(data) => {
          const shown = data.items.filter((t) => show === "all" || works(tokenState(t, now)));
          return (
            <Panel
              title={w.admin.tokens}
              flush
              actions={
                <Select
                  aria-label={w.admin.tokensShow}
                  data={[
                    { value: "valid", label: w.admin.tokensValid },
                    { value: "all", label: w.admin.tokensAll },
                  ]}
                  value={show}
                  onChange={(v) => setShow(v ?? "valid")}
                />
              }
            >
              {shown.length === 0 ? (
                <Empty title={w.admin.tokensEmpty} text={w.admin.tokensEmptyText} />
              ) : (
                <table className={table.table}>
                  <thead>
                    <tr>
                      <th>{w.admin.label}</th>
                      <th>{w.admin.owner}</th>
                      <th>{w.admin.kind}</th>
                      <th>{w.admin.ceiling}</th>
                      <th>{w.admin.used}</th>
                      <th>{w.admin.expires}</th>
                      <th>{w.admin.state}</th>
                      <th>
                        <span className="unseen">{w.admin.revoke}</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {shown.map((t) => (
                      <Line key={t.id} of={t} now={now} />
                    ))}
                  </tbody>
                </table>
              )}
            </Panel>
          );
        }}
      </Ready>
    </AdminPage>
  );
}

function Line({ of, now }: { of: Token; now: Date }) {
  const client = useQueryClient();
  const state = tokenState(of, now);
  const revoke = useMutation({
    mutationFn: (_: undefined) => take(api.DELETE("/tokens/{id}", { params: { path: { id: of.id } } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["account", "tokens"] }),
  });
  return (
    <tr>
      <td data-name={w.admin.label}>{of.label}</td>
      <td data-name={w.admin.owner}>{of.user}</td>
      <td data-name={w.admin.kind}>
        <span title={of.acts.join(", ")}>
          {lookup(w.admin.kinds, of.kind)}, {w.admin.actsOf(of.acts.length)}
        </span>
      </td>
      <td data-name={w.admin.ceiling} className={table.tight}>
        {of.ceiling ? "TLP:" + of.ceiling.toUpperCase() : w.admin.ceilingAll}
      </td>
      <td data-name={w.admin.used} className={table.tight}>
        <When at={of.last_used} />
      </td>
      <td data-name={w.admin.expires} className={table.tight}>
        <When at={of.expires} />
      </td>
      <td data-name={w.admin.state}>
        <State tone={tokenTones[state]}>{lookup(w.admin.tokenState, state)}</State>
      </td>
      <td data-name="">{works(state) && <Confirm open={w.admin.revoke} title={w.admin.revokeTitle(of.label)} text={w.admin.revokeText(of.user)} go={w.admin.revokeDo} grave act={revoke} args={undefined} />}</td>
    </tr>
  );
}
