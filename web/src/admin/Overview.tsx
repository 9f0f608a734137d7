import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Panel } from "../base/page";
import { useMay } from "../base/session";
import { Ready } from "../base/states";
import { When } from "../base/time";
import { w } from "../words";
import css from "./admin.module.css";
import { AdminPage } from "./AdminPage";
import { Sum } from "./Health";
import { backupsQuery, healthQuery, tokensQuery, usersQuery } from "./queries";
import { tokenState, works } from "./standing";

/** Overview is the administrator's first look: each part with its one figure. */
export function Overview() {
  const people = useMay("user.manage");
  const journal = useMay("journal.read");
  return (
    <AdminPage title={w.admin.title} lead={w.admin.lead}>
      <div className={css.cards}>
        <HealthCard />
        {people && <UsersCard />}
        {people && <TokensCard />}
        <BackupsCard />
        <Panel title={w.admin.peers}>
          <p>{w.admin.peersText}</p>
          <p>
            <Link to="/peers">{w.admin.open(w.admin.peers)}</Link>
          </p>
        </Panel>
        {journal && (
          <Panel title={w.admin.journal}>
            <p>{w.admin.journalText}</p>
            <p>
              <Link to="/journal">{w.admin.open(w.admin.journal)}</Link>
            </p>
          </Panel>
        )}
      </div>
    </AdminPage>
  );
}

function HealthCard() {
  const health = useQuery(healthQuery);
  return (
    <Panel title={w.admin.health}>
      <Ready of={health}>
        {(data) => (
          <p>
            <Sum of={data} />
          </p>
        )}
      </Ready>
      <p>
        <Link to="/admin/health">{w.admin.open(w.admin.health)}</Link>
      </p>
    </Panel>
  );
}

function BackupsCard() {
  const backups = useQuery(backupsQuery);
  return (
    <Panel title={w.admin.backups}>
      <Ready of={backups}>
        {(data) => (
          <p>
            {data.items[0] ? (
              <>
                {w.admin.backupAt} <When at={data.items[0].at} />
              </>
            ) : (
              w.admin.backupsEmpty
            )}
          </p>
        )}
      </Ready>
      <p>
        <Link to="/admin/backups">{w.admin.open(w.admin.backups)}</Link>
      </p>
    </Panel>
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
