import { MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Code, Panel } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Empty } from "../base/states";
import { When } from "../base/time";
import { Reached } from "../federation/Reached";
import { w } from "../words";
import css from "./incident.module.css";
import { sharingQuery, useAct, type Room } from "./queries";

/** Parties shows who takes part and how far each has come, and brings further ones in. */
export function Parties({ of }: { of: Room }) {
  const own = useSession().party.code;
  const may = useMay("incident.share");
  return (
    <Panel title={w.incident.parties.title} lead={of.shared ? w.incident.parties.lead : undefined} actions={may && of.shared && of.owner === own && <Invite of={of} />}>
      {of.shared ? (
        <ul className={css.list}>
          {of.seats.map((s) => (
            <li key={s.party}>
              <div className={css.head}>
                <Code>{s.party}</Code>
                {s.party === own ? <span className={css.soft}>{w.incident.parties.us}</span> : <Reached of={s} />}
              </div>
              <p className={css.soft}>
                {w.incident.parties.since} <When at={s.since} />, {w.incident.parties.said(s.said)}
              </p>
              {s.lacks.length > 0 && <p>{w.incident.parties.lacks(s.lacks.length)}</p>}
            </li>
          ))}
        </ul>
      ) : (
        <Empty title={w.incident.parties.alone} text={w.incident.parties.aloneText} />
      )}
    </Panel>
  );
}

function Invite({ of }: { of: Room }) {
  const query = useQuery(sharingQuery(of.id, []));
  const [to, setTo] = useState<string[]>([]);
  const bound = query.data?.bases.find((b) => b.agreement === of.agreement && b.provision === of.provision)?.parties ?? [];
  const free = bound.filter((p) => !of.parties.includes(p));
  const run = useAct((_: undefined) => take(api.POST("/incidents/{id}/invite", { params: { path: { id: of.id } }, body: { to } })));
  const p = w.incident.parties;
  if (free.length === 0) return null;
  return (
    <Confirm open={p.invite} title={p.inviteTitle} text={p.inviteText} go={p.inviteDo} act={run} args={undefined} disabled={to.length === 0} grave onDone={() => setTo([])}>
      <MultiSelect label={p.inviteWho} data={free} value={to} onChange={setTo} />
    </Confirm>
  );
}
