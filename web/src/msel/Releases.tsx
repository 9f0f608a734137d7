import { useQuery } from "@tanstack/react-query";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Panel, State } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Ready } from "../base/states";
import table from "../base/table.module.css";
import { When } from "../base/time";
import { lookup, w } from "../words";
import css from "./msel.module.css";
import { differenceQuery, releasesQuery, useAct, type Release } from "./queries";

/** Releases puts the list forward, releases what another person put forward, and shows what was changed since. */
export function Releases() {
  const query = useQuery(releasesQuery);
  const plans = useMay("exercise.plan");
  const t = w.msel.release;
  const forward = useAct((_: undefined) => take(api.POST("/exercise/msel/releases", { body: {} })));
  return (
    <Panel title={t.title} lead={t.lead} flush actions={plans && <Confirm open={t.forward} title={t.forwardTitle} text={t.forwardText} go={t.forward} act={forward} args={undefined} />}>
      <Ready of={query}>{({ items }) => (items.length === 0 ? <Empty title={t.none} text={t.noneText} /> : <List of={items} />)}</Ready>
    </Panel>
  );
}

function List({ of }: { of: Release[] }) {
  const releases = useMay("exercise.release");
  const plans = useMay("exercise.plan");
  const t = w.msel.release;
  return (
    <ul className={css.findings}>
      {of.map((r) => (
        <li key={r.id} className={css.part}>
          <p>
            <State tone={r.state === "released" ? "good" : r.state === "forward" ? "warn" : "plain"}>{r.state === "released" ? t.released(r.number ?? 0) : r.state === "forward" ? t.waits : t.withdrawn}</State> {w.msel.rows(r.injects)}, {t.by(r.put_by)} <When at={r.put_at} />
            {r.ended_by && r.ended_at && (
              <>
                , {t.ended(r.ended_by)} <When at={r.ended_at} />
              </>
            )}
          </p>
          {r.reason && r.reason !== "overtaken" && <p className={css.soft}>{r.reason}</p>}
          <p className={css.digest} aria-label={t.digest}>
            {r.digest}
          </p>
          {r.state === "forward" && (
            <div className={css.row}>
              {releases && <Do of={r} />}
              {(releases || plans) && <Back of={r} />}
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function Do({ of }: { of: Release }) {
  const t = w.msel.release;
  const run = useAct((_: undefined) => take(api.POST("/exercise/msel/releases/{id}/release", { params: { path: { id: of.id } }, body: { digest: of.digest } })));
  return (
    <Confirm open={t.do} title={t.doTitle} text={t.doText} go={t.do} act={run} args={undefined}>
      <p className={css.digest}>{of.digest}</p>
    </Confirm>
  );
}

function Back({ of }: { of: Release }) {
  const t = w.msel.release;
  const run = useAct((reason: string) => take(api.POST("/exercise/msel/releases/{id}/withdraw", { params: { path: { id: of.id } }, body: { reason } })));
  return <Confirm open={t.back} title={t.backTitle} text={t.backText} go={t.back} act={run} args={(reason: string) => reason} reason={t.why} reasonNeed={t.whyNeed} />;
}

/** Difference shows what was changed since the last release. */
export function Difference({ open }: { open: (id: string) => void }) {
  const query = useQuery(differenceQuery);
  const t = w.msel.difference;
  if (query.data && !query.data.release) return null;
  return (
    <Panel title={t.title} flush>
      <Ready of={query}>
        {(d) =>
          d.rows.length === 0 && !d.plan ? (
            <Empty title={t.same} text={t.sameText} />
          ) : (
            <>
              {d.plan && <p className={css.pad}>{t.plan}</p>}
              <table className={table.table}>
                <tbody>
                  {d.rows.slice(0, 200).map((r) => (
                    <tr key={r.id}>
                      <td>
                        <State tone={r.how === "added" ? "good" : r.how === "removed" ? "bad" : "warn"}>{lookup(t.how, r.how)}</State>
                      </td>
                      <td>
                        {r.how === "removed" ? (
                          r.number
                        ) : (
                          <button type="button" className={css.number} onClick={() => open(r.id)}>
                            {r.number}
                          </button>
                        )}{" "}
                        {r.title}
                        {r.columns && <p className={css.soft}>{r.columns.map((c) => lookup(w.msel.column, c)).join(", ")}</p>}
                      </td>
                      <td>{r.by}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </>
          )
        }
      </Ready>
    </Panel>
  );
}
