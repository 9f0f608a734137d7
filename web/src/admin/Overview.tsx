import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Panel } from "../base/page";
import { useMay } from "../base/session";
import { Ready } from "../base/states";
import { w } from "../words";
import css from "./admin.module.css";
import { AdminPage } from "./AdminPage";
import { tokensQuery, usersQuery } from "./queries";
import { tokenState, works } from "./standing";

/** Overview is the administrator's first look: each part with its one figure. */
export function Overview() {
  const people = useMay("user.manage");
  return (
    <AdminPage title={w.admin.title} lead={w.admin.lead}>
      <div className={css.cards}>
        {people && <UsersCard />}
        {people && <TokensCard />}
        <Panel title={w.admin.peers}>
          <p>{w.admin.peersText}</p>
          <p>
            <Link to="/peers">{w.admin.open(w.admin.peers)}</Link>
          </p>
        </Panel>
      </div>
    </AdminPage>
  );
}

function UsersCard() {
  const users = useQuery(usersQuery);
  return (
    <Panel title={w.admin.users}>
      <Ready of={users}>{(data) => <p>{w.admin.usersText(data.items.length, data.items.filter((u) => u.disabled).length)}</p>}</Ready>
      <p>
        <Link to="/admin/users">{w.admin.open(w.admin.users)}</Link>
      </p>
    </Panel>
  );
}

function TokensCard() {
  const tokens = useQuery(tokensQuery);
  const now = new Date();
  return (
    <Panel title={w.admin.tokens}>
      <Ready of={tokens}>
        {(data) => {
          const states = data.items.map((t) => tokenState(t, now));
          return <p>{w.admin.tokensText(states.filter(works).length, states.filter((s) => s === "soon").length)}</p>;
        }}
      </Ready>
      <p>
        <Link to="/admin/tokens">{w.admin.open(w.admin.tokens)}</Link>
      </p>
    </Panel>
  );
}
