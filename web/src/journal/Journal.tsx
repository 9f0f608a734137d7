import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef, useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { useLines } from "../base/lines";
import { Page, Panel, State } from "../base/page";
import { Empty, Failure, Ready } from "../base/states";
import { full } from "../base/time";
import { w } from "../words";
import { EntryLine } from "./EntryLine";
import { entriesPage, type EntryFilter } from "./filter";
import css from "./journal.module.css";

/** Journal lists who did what, newest first. */
export function Journal() {
  const filter = useSearch({ from: "/inside/journal" });
  const entries = useInfiniteQuery({
    queryKey: ["journal", filter],
    queryFn: ({ pageParam, signal }) => entriesPage(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  const box = useRef<HTMLDivElement>(null);
  useLines(box);
  return (
    <Page title={w.journal.title} lead={w.journal.lead} actions={<Verify />}>
      <Filters key={JSON.stringify(filter)} of={filter} />
      <div ref={box}>
        <Ready of={entries}>
          {(data) => {
            const all = data.pages.flatMap((p) => p.items);
            return (
              <Panel title={w.journal.entries} flush>
                {all.length === 0 ? (
                  <Empty title={w.journal.empty} text={w.journal.emptyText} />
                ) : (
                  <ol className={css.entries}>
                    {all.map((e) => (
                      <EntryLine key={e.seq} of={e} />
                    ))}
                  </ol>
                )}
                {entries.hasNextPage && (
                  <div className={css.more}>
                    <Button variant="default" loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
                      {w.state.more}
                    </Button>
                  </div>
                )}
              </Panel>
            );
          }}
        </Ready>
      </div>
    </Page>
  );
}

function Filters({ of }: { of: EntryFilter }) {
  const navigate = useNavigate();
  const [f, setF] = useState(of);
  const go = (to: EntryFilter) => void navigate({ to: "/journal", search: Object.fromEntries(Object.entries(to).filter(([, v]) => v)) as EntryFilter });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    go(f);
  };
  const field = (name: keyof EntryFilter, label: string, hint: string, type = "text") => (
    <TextInput label={label} placeholder={hint} type={type} value={f[name] ?? ""} maxLength={256} spellCheck={false} autoComplete="off" onChange={(e) => setF({ ...f, [name]: e.currentTarget.value })} />
  );
  return (
    <form className={css.filters} onSubmit={submit} role="search">
      {field("kind", w.journal.kind, w.journal.kindHint)}
      {field("by", w.journal.by, w.journal.byHint)}
      {field("about", w.journal.about, w.journal.aboutHint)}
      {field("since", w.journal.since, "", "datetime-local")}
      {field("until", w.journal.until, "", "datetime-local")}
      <div className={css.go}>
        <Button type="submit">{w.journal.show}</Button>
        <Button variant="default" onClick={() => go({})}>
          {w.journal.clear}
        </Button>
      </div>
    </form>
  );
}

function Verify() {
  const verify = useMutation({ mutationFn: async () => ({ n: (await take(api.POST("/journal/verify", { body: {} }))).entries, at: new Date() }) });
  return (
    <>
      {verify.data && (
        <span role="status" title={w.journal.verifiedAt(full(verify.data.at))}>
          <State tone="good">{w.journal.verified(verify.data.n)}</State>
        </span>
      )}
      {verify.error && <Failure of={verify.error} />}
      <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
        {w.journal.verify}
      </Button>
    </>
  );
}
