import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Columns, Panel, State } from "../base/page";
import { useSession } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { w } from "../words";
import css from "./admin.module.css";
import { AdminPage } from "./AdminPage";
import { CreateUser } from "./CreateUser";
import { rolesQuery, usersQuery, type User } from "./queries";
import { RoleLegend } from "./RoleLegend";
import { userState } from "./standing";
import { UserActs } from "./UserActs";

/** Users lists who may enter the node, and what for. */
export function Users() {
  const users = useQuery(usersQuery);
  const roles = useQuery(rolesQuery);
  const [text, setText] = useState("");
  const machines: string[] = (roles.data?.items ?? []).filter((r) => r.machine).map((r) => r.role);
  const wanted = text.trim().toLowerCase();
  const fits = (u: User) => [u.name, u.display.toLowerCase(), ...u.roles].some((s) => s.includes(wanted));
  return (
    <AdminPage title={w.admin.users} lead={w.admin.usersLead} actions={<CreateUser />}>
      <Columns
        main={
          <Ready of={users}>
            {(data) => {
              const shown = data.items.filter(fits);
              return (
                <Panel title={w.admin.users} flush actions={<TextInput aria-label={w.admin.filter} placeholder={w.admin.filter} value={text} onChange={(e) => setText(e.currentTarget.value)} />}>
                  {shown.length === 0 ? (
                    <Empty title={w.admin.usersEmpty} text={w.admin.usersEmptyText} />
                  ) : (
                    <table className={table.table}>
                      <thead>
                        <tr>
                          <th>{w.admin.user}</th>
                          <th>{w.admin.roles}</th>
                          <th>{w.admin.ceiling}</th>
                          <th>{w.admin.state}</th>
                          <th>
                            <span className="unseen">{w.admin.change}</span>
                          </th>
                        </tr>
                      </thead>
                      <tbody>
                        {shown.map((u) => (
                          <Line key={u.id} of={u} machines={machines} />
                        ))}
                      </tbody>
                    </table>
                  )}
                </Panel>
              );
            }}
          </Ready>
        }
        side={<RoleLegend />}
      />
    </AdminPage>
  );
}

function Line({ of, machines }: { of: User; machines: string[] }) {
  const own = useSession().user.id === of.id;
  const state = userState(of, machines);
  return (
    <tr>
      <td data-name={w.admin.user}>
        <span>
          <strong>{of.name}</strong> {own && <span className={css.soft}>({w.admin.you})</span>}
          {of.display !== of.name && <div>{of.display}</div>}
          <div className={css.soft}>
            {w.admin.since} <When at={of.created} />
          </div>
        </span>
      </td>
      <td data-name={w.admin.roles}>
        <span className={css.roles}>{of.roles.join(", ")}</span>
      </td>
      <td data-name={w.admin.ceiling} className={table.tight}>
        {of.ceiling ? "TLP:" + of.ceiling.toUpperCase() : w.admin.ceilingAll}
      </td>
      <td data-name={w.admin.state}>
        <State tone={state.tone}>{state.text}</State>
      </td>
      <td data-name="">
        <UserActs of={of} machine={of.roles.some((r) => machines.includes(r))} />
      </td>
    </tr>
  );
}
