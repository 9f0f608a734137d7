import { Checkbox, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { agreementQuery } from "../agreement/queries";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Marking } from "../base/marking";
import { Code, Panel } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Ready } from "../base/states";
import { Reached } from "../federation/Reached";
import { w } from "../words";
import css from "./assist.module.css";
import { reachQuery, useAct, type Case, type RequestPage } from "./queries";
import { isOver } from "./standing";

/** Parties shows who takes part and how far each has come with what we stated, and brings further ones in. */
export function Parties({ of }: { of: RequestPage }) {
  const own = useSession().party.code;
  const may = useMay("assist.request");
  const c = of.case;
  const query = useQuery(reachQuery(c.id));
  return (
    <Panel title={w.assist.parties.title} lead={w.assist.parties.lead} id="parties" flush actions={may && of.ours.owner && !isOver(c) ? <Invite of={c} /> : undefined}>
      <Ready of={query}>
        {(data) => (
          <ul className={css.list}>
            {c.parties.map((p) => {
              const reach = data.items.find((r) => r.party === p);
              return (
                <li key={p}>
                  <span>
                    <Code>{p}</Code> {p === own ? w.assist.we : reach && <Reached of={reach} />}
                  </span>
                </li>
              );
            })}
          </ul>
        )}
      </Ready>
    </Panel>
  );
}

/** Underway says at the head of the page what has not arrived yet; without it, what we stated would look as if others knew it. */
export function Underway({ of: c }: { of: Case }) {
  const { data } = useQuery(reachQuery(c.id));
  const late = (data?.items ?? []).filter((r) => (r.given ?? 0) > (r.receipted ?? 0));
  if (late.length === 0) return null;
  return (
    <p role="status" className={css.row}>
      {late.map((r) => (
        <span key={r.party}>
          <Code>{r.party}</Code> <Reached of={r} />
        </span>
      ))}
    </p>
  );
}

/** Invite brings in parties that the agreement binds and that take no part yet. */
function Invite({ of: c }: { of: Case }) {
  const agreement = useQuery(agreementQuery(c.agreement));
  const [to, setTo] = useState<string[]>([]);
  const [text, setText] = useState("");
  const run = useAct(() => take(api.POST("/assist/requests/{id}/invite", { params: { path: { id: c.id } }, body: { to, text: text.trim() } })));
  const free = (agreement.data?.parties ?? []).map((p) => p.code).filter((p) => !c.parties.includes(p));
  const p = w.assist.parties;
  if (free.length === 0) return null;
  const clear = () => {
    setTo([]);
    setText("");
  };
  return (
    <Confirm open={p.invite} title={p.inviteTitle} text={p.inviteText} go={p.inviteDo} act={run} args={undefined} disabled={to.length === 0 || text.trim() === ""} grave onDone={clear}>
      <p>
        <Marking of={{ tlp: c.request.tlp }} />
      </p>
      <Checkbox.Group label={p.inviteWho} value={to} onChange={setTo}>
        <div className={css.row}>
          {free.map((x) => (
            <Checkbox key={x} value={x} label={x} />
          ))}
        </div>
      </Checkbox.Group>
      <Textarea label={p.inviteSay} autosize minRows={2} maxLength={4000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
      {to.length > 0 && <p className={css.consequence}>{p.consequence(to.join(", "))}</p>}
    </Confirm>
  );
}
