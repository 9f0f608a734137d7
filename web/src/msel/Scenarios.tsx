import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { api, take } from "../base/api";
import { Page, Panel, Stack, State } from "../base/page";
import { file } from "../base/realm";
import { useMay } from "../base/session";
import { Empty, Failure, Loading, Ready } from "../base/states";
import { w } from "../words";
import { Cast } from "./Cast";
import { nobodyCast, type Casting } from "./casting";
import css from "./msel.module.css";
import { libraryQuery, scenarioPreviewQuery, useAct, type Scenario } from "./queries";
import { Seen } from "./Transfer";

/** Scenarios lists the scenarios that come with the system, and takes one into the plan. */
export function Scenarios() {
  const query = useQuery(libraryQuery);
  const { take: chosen } = useSearch({ from: "/inside/exercise/scenarios" });
  const may = useMay("exercise.plan");
  return (
    <Page title={w.library.title} lead={w.library.lead}>
      <Ready of={query}>
        {({ items }) => {
          const one = items.find((s) => s.id === chosen);
          return items.length === 0 ? (
            <Empty title={w.library.empty} text={w.library.emptyText} />
          ) : (
            <Stack>
              {one && may && <Taking key={one.id} of={one} />}
              <Panel title={w.library.list}>
                <ul className={css.scenarios}>
                  {items.map((s) => (
                    <li key={s.id} className={css.scenario} data-chosen={s.id === chosen || undefined}>
                      <About of={s} />
                      <Choose of={s} chosen={s.id === chosen} may={may} />
                    </li>
                  ))}
                </ul>
              </Panel>
            </Stack>
          );
        }}
      </Ready>
    </Page>
  );
}

/** scenarioName is a scenario's name in the language of the page. */
export const scenarioName = (s: Scenario) => w.library.name[s.id] ?? s.title;

function About({ of }: { of: Scenario }) {
  const t = w.library;
  return (
    <div>
      <h3>{scenarioName(of)}</h3>
      <p>{t.text[of.id] ?? of.text}</p>
      <p className={css.soft}>{[t.minutes(of.minutes), t.parts(of.cast.length), t.injects(of.injects), t.points(of.points)].join(" · ")}</p>
      <details>
        <summary>{t.trains}</summary>
        <ul>
          {of.objectives.map((o) => (
            <li key={o.id}>
              {o.name}
              {o.capability && <span className={css.soft}> · {o.capability}</span>}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function Choose({ of, chosen, may }: { of: Scenario; chosen: boolean; may: boolean }) {
  const navigate = useNavigate();
  return (
    <div className={css.row}>
      {chosen && <State tone="good">{w.library.chosen}</State>}
      {may && !chosen && (
        <Button aria-label={`${w.library.choose}: ${scenarioName(of)}`} onClick={() => void navigate({ to: "/exercise/scenarios", search: { take: of.id } })}>
          {w.library.choose}
        </Button>
      )}
      <a href={file(`/api/v1/exercise/library/${of.id}`)} download>
        {w.library.file}
      </a>
    </div>
  );
}

/** Taking casts a scenario, shows what it would do, and takes it. */
function Taking({ of }: { of: Scenario }) {
  const t = w.library;
  const [casting, setCasting] = useState<Casting>(nobodyCast);
  const query = useQuery(scenarioPreviewQuery(of.id, casting));
  const write = useAct((digest: string) => take(api.POST("/exercise/library/{id}/import", { params: { path: { id: of.id } }, body: { digest, casting } })));
  const p = query.data;
  const writes = p ? p.new + p.changed : 0;
  return (
    <Panel title={scenarioName(of)} lead={t.cast.title}>
      <div className={css.form}>
        {query.error && <Failure of={query.error} retry={() => void query.refetch()} />}
        {!p && !query.error && <Loading />}
        {p && <Cast of={p.cast} value={casting} set={setCasting} />}
        {p && (
          <details>
            <summary>{t.preview}</summary>
            <Seen of={p} />
          </details>
        )}
        {write.error && <Failure of={write.error} />}
        {write.isSuccess && (
          <p role="status">
            {t.done} <Link to="/exercise/plan">{t.toPlan}</Link> · <Link to="/exercise/msel">{t.toList}</Link>
          </p>
        )}
        <div className={css.row}>
          <Button disabled={!p || query.isFetching || p.faulty > 0 || writes === 0} loading={write.isPending} onClick={() => p && write.mutate(p.digest)}>
            {p && writes === 0 ? t.nothing : t.do}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
