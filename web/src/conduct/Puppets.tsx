import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Code, Panel, State, type Tone } from "../base/page";
import { Empty, Failure, Ready } from "../base/states";
import table from "../base/table.module.css";
import { lookup, w } from "../words";
import { say } from "../words/say";
import { stamp } from "./clock";
import css from "./conduct.module.css";
import { turnsQuery, useDo, type Turn, type Turns } from "./queries";

const toneOf: Record<Turn["state"], Tone> = { waiting: "plain", done: "good", failed: "bad", skipped: "warn" };
const over = (t: Turn) => t.state === "done" || t.state === "skipped";

/** Puppets shows what simulated parties do by themselves, with the acts of a controller. */
export function Puppets() {
  const p = w.reaction;
  const query = useQuery(turnsQuery);
  const [all, setAll] = useState(false);
  return (
    <Panel title={p.title} lead={p.lead} flush>
      <Ready of={query}>
        {(data) => {
          const waits = data.parties.reduce((n, x) => n + x.reactions, 0);
          const ended = data.turns.filter(over);
          const shown = all ? data.turns : data.turns.filter((t) => !over(t));
          if (waits === 0) return <Empty title={p.noReactions} text={p.noReactionsText} />;
          return (
            <>
              <Parties of={data.parties.filter((x) => x.reactions > 0)} />
              {data.turns.length === 0 && <Empty title={p.none} text={p.noneText(waits)} />}
              {shown.length > 0 && <Lines of={shown} />}
              {ended.length > 0 && (
                <p className={css.pad}>
                  <Button variant="subtle" onClick={() => setAll(!all)} aria-expanded={all}>
                    {all ? p.few : p.all(ended.length)}
                  </Button>
                </p>
              )}
            </>
          );
        }}
      </Ready>
    </Panel>
  );
}

function Parties({ of }: { of: Turns["parties"] }) {
  const p = w.reaction;
  const stop = useDo((party: string) => take(api.POST("/exercise/reactions/parties/{party}/stop", { params: { path: { party } } })));
  const resume = useDo((party: string) => take(api.POST("/exercise/reactions/parties/{party}/resume", { params: { path: { party } } })));
  return (
    <ul className={css.teams}>
      {of.map((x) => (
        <li key={x.party} className={css.puppet}>
          <span>
            <Code>{x.party}</Code> <State tone={!x.here ? "bad" : x.stopped ? "warn" : "good"}>{!x.here ? p.absent : x.stopped ? p.stopped(x.stopped_by ?? "") : p.acts(x.reactions)}</State>
          </span>
          {x.here && !x.stopped && <Confirm open={p.stop} title={p.stopTitle(x.party)} text={p.stopText} go={p.stopGo} act={stop} args={x.party} />}
          {x.here && x.stopped && <Confirm open={p.resume} title={p.resumeTitle(x.party)} text={p.resumeText} go={p.resumeGo} act={resume} args={x.party} />}
        </li>
      ))}
    </ul>
  );
}

function Lines({ of }: { of: Turn[] }) {
  const p = w.reaction;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{p.due}</th>
          <th>{p.party}</th>
          <th>{p.deed}</th>
          <th>{p.where}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((t) => (
          <tr key={t.id}>
            <td data-name={p.due} className={table.tight}>
              <span className={css.mono}>{stamp(t.due_ms)}</span>
            </td>
            <td data-name={p.party}>
              <Code>{t.party}</Code>
            </td>
            <td data-name={p.deed}>
              <div>
                {lookup(p.do, t.do)} <span className={css.soft}>{t.reaction}</span>
                {t.title && <div className={css.soft}>{p.after(t.title)}</div>}
              </div>
            </td>
            <td data-name={p.where}>
              <div>
                <State tone={toneOf[t.state]}>{lookup(p.state, t.state)}</State>
                {t.by && <span className={css.soft}> {p.by(t.by)}</span>}
                {t.why && <p className={css.soft}>{say(t.why, t.phrase)}</p>}
                {t.state === "waiting" && t.tries > 0 && <p className={css.soft}>{p.tries(t.tries)}</p>}
                <Acts of={t} />
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Acts({ of }: { of: Turn }) {
  const p = w.reaction;
  const at = { params: { path: { id: of.id } } };
  const now = useDo((_: undefined) => take(api.POST("/exercise/reactions/{id}/now", at)));
  const again = useDo((_: undefined) => take(api.POST("/exercise/reactions/{id}/again", at)));
  const skip = useDo((reason: string) => take(api.POST("/exercise/reactions/{id}/skip", { ...at, body: { reason } })));
  const open = of.state === "waiting" || of.state === "failed";
  return (
    <>
      <div className={css.buttons}>
        {of.state === "waiting" && (
          <Button variant="default" loading={now.isPending} onClick={() => now.mutate(undefined)}>
            {p.now}
          </Button>
        )}
        {(of.state === "failed" || of.state === "skipped") && (
          <Button variant="default" loading={again.isPending} onClick={() => again.mutate(undefined)}>
            {p.again}
          </Button>
        )}
        {open && <Confirm open={p.skip} title={p.skipTitle} text={p.skipText} go={p.skipGo} act={skip} args={(reason: string) => reason} reason={p.why} reasonNeed={p.whyNeed} />}
      </div>
      {(now.error ?? again.error) && <Failure of={(now.error ?? again.error) as Error} />}
    </>
  );
}
