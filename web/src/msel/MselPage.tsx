import { Button, Checkbox, Menu, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { api, take } from "../base/api";
import { useLines } from "../base/lines";
import { Page, Panel, Stack } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Failure, Loading } from "../base/states";
import { lookup, w } from "../words";
import { BulkBar } from "./BulkBar";
import { Editor, type Opened } from "./Editor";
import { Findings } from "./Findings";
import css from "./msel.module.css";
import { listQuery, planQuery, templatesQuery, useAct, type Filter, type Inject, type Plan, type Row } from "./queries";
import { Difference, Releases } from "./Releases";
import { columns, Table } from "./Table";
import { Timeline } from "./Timeline";
import { ExportMenu, ImportButton } from "./Transfer";

/** MselPage is the list of events: as a table, as a timeline, with what is wrong in it and what was released of it. */
export function MselPage() {
  const may = useMay("exercise.plan");
  const plan = useQuery(planQuery).data?.plan;
  const [filter, setFilter] = useState<Filter>({});
  const [view, setView] = useState<"table" | "timeline">("table");
  const [shown, setShown] = useState<string[]>(() => columns.slice(0, 9));
  const [chosen, setChosen] = useState<Map<string, Row>>(new Map());
  const [opened, setOpened] = useState<Opened | null>(null);
  const query = useInfiniteQuery(listQuery(filter));
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  const undo = useAct((_: undefined) => take(api.POST("/exercise/msel/undo", { body: {} })));
  const pages = query.data?.pages ?? [];
  const rows = pages.flatMap((p) => p.items);
  const first = pages[0];
  const open = (id: string) => setOpened({ id });
  const filtered = Object.values(filter).some(Boolean);
  // A row may have been changed since it was chosen: what is sent names it as it is shown now.
  const picked = rows.filter((r) => chosen.has(r.inject.id ?? ""));
  return (
    <Page
      title={w.msel.title}
      lead={w.msel.lead}
      fill
      actions={
        <>
          {may && <Button onClick={() => setOpened({ fresh: { title: "", type: "expected", channel: "email" } })}>{w.msel.add}</Button>}
          {may && <FromTemplate open={(fresh) => setOpened({ fresh })} />}
          {may && (
            <Button variant="default" component={Link} to="/exercise/scenarios">
              {w.library.open}
            </Button>
          )}
          {may && <ImportButton />}
          <ExportMenu />
        </>
      }
    >
      <Stack inside={box}>
        <Panel
          title={first ? w.msel.rows(first.total) : w.msel.title}
          flush
          actions={
            <>
              {may && first?.deleted && (
                <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate(undefined)}>
                  {w.msel.bulk.undo}
                </Button>
              )}
              {view === "table" && <ColumnMenu shown={shown} set={setShown} />}
              <SegmentedControl aria-label={w.msel.view} data={[{ value: "table", label: w.msel.table }, { value: "timeline", label: w.msel.timeline }]} value={view} onChange={(v) => setView(v as "table")} />
            </>
          }
        >
          {undo.error && <Failure of={undo.error} />}
          {plan && <Filters plan={plan} value={filter} set={setFilter} />}
          {query.error && <Failure of={query.error} retry={() => void query.refetch()} />}
          {query.isPending && !query.error && <Loading />}
          {first &&
            (rows.length === 0 ? (
              filtered ? <p className={css.pad}>{w.msel.none}</p> : <Empty title={w.msel.empty} text={w.msel.emptyText} />
            ) : view === "table" ? (
              <Table rows={rows} plan={plan} shown={shown} may={may} chosen={chosen} choose={setChosen} open={open} />
            ) : (
              <Timeline rows={rows} total={first.total} plan={plan} may={may} open={open} />
            ))}
          {query.hasNextPage && (
            <div className={css.pad}>
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {w.msel.more}
              </Button>
            </div>
          )}
          {may && view === "table" && picked.length > 0 && plan && <BulkBar of={picked} plan={plan} done={() => setChosen(new Map())} />}
        </Panel>
        <Findings open={open} />
        <Releases />
        <Difference open={open} />
      </Stack>
      {opened && plan && <Editor of={opened} plan={plan} may={may} close={() => setOpened(null)} open={open} />}
    </Page>
  );
}

function Filters({ plan, value, set }: { plan: Plan; value: Filter; set: (f: Filter) => void }) {
  const named = (all: { id: string; name: string }[] | undefined) => (all ?? []).map((x) => ({ value: x.id, label: x.name }));
  const worded = (of: Record<string, string>) => Object.entries(of).map(([v, label]) => ({ value: v, label }));
  const data: Record<string, { value: string; label: string }[]> = { storyline: named(plan.storylines), team: named(plan.teams), objective: named(plan.objectives), type: worded(w.msel.type), channel: worded(w.msel.channel), status: worded(w.msel.status) };
  const names: Record<string, string> = { ...w.msel.column, team: w.msel.column.to as string, objective: w.msel.column.objectives as string };
  return (
    <div className={css.filters} role="search" aria-label={w.msel.filter}>
      <TextInput label={w.msel.search} type="search" value={value.text ?? ""} onChange={(e) => set({ ...value, text: e.currentTarget.value })} />
      {Object.entries(data).map(([key, all]) => (
        <Select key={key} label={lookup(names, key)} placeholder={w.msel.all} data={all} value={(value[key as keyof Filter] as string | undefined) ?? null} onChange={(v) => set({ ...value, [key]: v ?? "" })} clearable />
      ))}
      {(["phase", "controller"] as const).map((key) => (
        <TextInput key={key} label={lookup(names, key)} value={value[key] ?? ""} onChange={(e) => set({ ...value, [key]: e.currentTarget.value })} />
      ))}
      {Object.values(value).some(Boolean) && (
        <Button variant="subtle" onClick={() => set({})}>
          {w.msel.clear}
        </Button>
      )}
    </div>
  );
}

function ColumnMenu({ shown, set }: { shown: string[]; set: (c: string[]) => void }) {
  return (
    <Menu closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default">{w.msel.columns}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map((c) => (
          <Menu.Item key={c} component="div" onClick={() => set(shown.includes(c) ? shown.filter((x) => x !== c) : columns.filter((x) => x === c || shown.includes(x)))}>
            <Checkbox label={lookup(w.msel.column, c)} checked={shown.includes(c)} readOnly tabIndex={-1} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function FromTemplate({ open }: { open: (i: Partial<Inject> & Pick<Inject, "title" | "type" | "channel">) => void }) {
  const all = useQuery(templatesQuery).data?.items ?? [];
  const line = (t: (typeof all)[number]) => (
    <Menu.Item key={t.id} onClick={() => open({ ...t.inject, id: "", number: "" })}>
      {t.name}
    </Menu.Item>
  );
  const own = all.filter((t) => !t.shipped);
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default">{w.msel.template}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {own.length > 0 && <Menu.Label>{w.msel.own}</Menu.Label>}
        {own.map(line)}
        <Menu.Label>{w.msel.shipped}</Menu.Label>
        {all.filter((t) => t.shipped).map(line)}
      </Menu.Dropdown>
    </Menu>
  );
}
