import { Button, Radio } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Marking } from "../base/marking";
import { Code, Panel, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { span } from "../base/span";
import { Empty, Ready } from "../base/states";
import { lookup, w } from "../words";
import { say } from "../words/say";
import css from "./assist.module.css";
import { Leaving } from "./Leaving";
import { groundsQuery, useAct, type Draft, type Ground } from "./queries";

/** Going is what becomes of a draft: on which ground it goes, what leaves and to whom, who lets it go, and lodging. */
export function Going({ of, dirty, change }: { of: Draft; dirty: boolean; change: (() => void) | undefined }) {
  const query = useQuery(groundsQuery(of.id, of.version));
  const [chosen, setChosen] = useState<string | null>(null);
  const grounds = query.data?.items ?? [];
  const ground = grounds.find((g) => keyOf(g) === chosen) ?? grounds.find((g) => g.chosen);
  return (
    <>
      <Panel title={w.assist.ground.title} lead={w.assist.ground.lead}>
        <Ready of={query}>
          {(data) =>
            data.items.length === 0 ? (
              <Empty title={w.assist.ground.none} text={w.assist.ground.noneText} />
            ) : (
              <Radio.Group aria-label={w.assist.ground.title} value={ground ? keyOf(ground) : ""} onChange={setChosen}>
                <div className={css.form}>
                  {data.items.map((g) => (
                    <OneGround key={keyOf(g)} of={g} />
                  ))}
                </div>
              </Radio.Group>
            )
          }
        </Ready>
      </Panel>
      <Panel title={w.assist.leaves.title} lead={ground?.fits ? w.assist.leaves.to(ground.to.join(", ")) : w.assist.leaves.nothing}>
        <Preview of={of} />
      </Panel>
      <Panel title={w.assist.go.title} lead={w.assist.go.lead}>
        <Judged of={of} dirty={dirty} ground={ground} change={change} />
      </Panel>
    </>
  );
}

const keyOf = (g: Ground) => `${g.agreement}/${g.provision}`;

function OneGround({ of: g }: { of: Ground }) {
  return (
    <div className={g.chosen ? css.chosen : undefined}>
      <Radio
        value={keyOf(g)}
        disabled={!g.fits}
        label={
          <span>
            {g.title}, {g.provision} {g.chosen && <State tone="good">{w.assist.ground.chosen}</State>} {!g.fits && <State tone="bad">{w.assist.ground.unfit}</State>}
          </span>
        }
        description={
          <span>
            {w.assist.ground.says(lookup(w.duty.forces, g.force), span(g.within), g.to.join(", "))}
            {g.reasons.map((r, i) => (
              <span key={i}> · {say(r.format, r)}</span>
            ))}
          </span>
        }
      />
      <Link to="/agreements/$id" params={{ id: g.agreement }} hash={g.provision} className={css.soft}>
        {w.assist.ground.read}
      </Link>
    </div>
  );
}

function Preview({ of }: { of: Draft }) {
  return (
    <>
      <p>
        <Marking of={{ tlp: of.request.tlp }} />
      </p>
      <Leaving of={of.request} />
    </>
  );
}

function Judged({ of, dirty, ground, change }: { of: Draft; dirty: boolean; ground: Ground | undefined; change: (() => void) | undefined }) {
  const own = useSession().user.id;
  const mayAuthorise = useMay("assist.authorise");
  const mayRequest = useMay("assist.request");
  const navigate = useNavigate();
  const params = { path: { id: of.id } };
  const authorise = useAct(() => take(api.POST("/assist/drafts/{id}/authorise", { params, body: { version: of.version } })));
  const giveBack = useAct((reason: string) => take(api.POST("/assist/drafts/{id}/return", { params, body: { version: of.version, reason } })));
  const discard = useAct(async () => {
    await take(api.DELETE("/assist/drafts/{id}", { params }));
    await navigate({ to: "/assistance" });
  });
  const lodge = useAct(async () => {
    const body = { version: of.version, ...(ground && !ground.chosen && { agreement: ground.agreement, provision: ground.provision }) };
    const page = await take(api.POST("/assist/drafts/{id}/lodge", { params, body }));
    await navigate({ to: "/assistance/$id", params: { id: page.case.id } });
  });
  const a = w.assist.go;
  if (of.state === "lodged" && of.matter)
    return (
      <p>
        {a.done}{" "}
        <Link to="/assistance/$id" params={{ id: of.matter }}>
          {a.toRequest}
        </Link>
      </p>
    );
  const ready = of.missing.length === 0 && !dirty;
  return (
    <div className={css.form}>
      {of.state === "authorised" ? <p>{a.authorised(of.judge_name ?? "")}</p> : <p>{!ready ? a.incomplete : mayAuthorise ? a.byYou : a.byOther}</p>}
      {of.state !== "authorised" && mayAuthorise && own === of.author && <p className={css.soft}>{a.notAlone}</p>}
      <div className={css.buttons}>
        {mayRequest && <Confirm open={a.discard} title={a.discardTitle} text={a.discardText} go={a.discardDo} act={discard} args={undefined} grave />}
        {change && (
          <Button variant="default" onClick={change}>
            {a.change}
          </Button>
        )}
        {mayAuthorise && of.state !== "returned" && <Confirm open={a.giveBack} title={a.giveBackTitle} text={a.giveBackText} go={a.giveBackDo} act={giveBack} args={(r: string) => r} reason={a.why} reasonNeed={a.whyNeed} />}
        {mayAuthorise && of.state !== "authorised" && (
          <Confirm open={a.authorise} title={a.authoriseTitle} text={a.authoriseText} go={a.authoriseDo} act={authorise} args={undefined} disabled={!ready}>
            {!ready && <p className={css.soft}>{a.incomplete}</p>}
          </Confirm>
        )}
        {mayRequest && of.state === "authorised" && (
          <Confirm open={a.lodge} title={a.lodgeTitle} text={a.lodgeText} go={a.lodgeDo} act={lodge} args={undefined} disabled={!ground?.fits}>
            {ground?.fits ? (
              <p className={css.consequence}>
                {a.consequence(ground.to.join(", "), span(ground.within))} <Code>{ground.provision}</Code> {ground.title}
              </p>
            ) : (
              <p className={css.consequence}>{w.assist.leaves.nothing}</p>
            )}
          </Confirm>
        )}
      </div>
    </div>
  );
}
