import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { SearchIcon } from "../base/icons";
import { tlp } from "../theme/tokens";
import { w } from "../words";
import { useSearchFocus } from "./Feed";
import css from "./feed.module.css";
import { summaryQuery, typeName, type Filter, type Show } from "./filter";

/** Filters narrows the feed. What stands in it stands in the page's address too. */
export function Filters({ of, set }: { of: Filter; set: (f: Filter) => void }) {
  const summary = useQuery(summaryQuery);
  const field = useRef<HTMLInputElement>(null);
  const [q, setQ] = useState(of.q ?? "");
  useSearchFocus(field);
  useEffect(() => setQ(of.q ?? ""), [of.q]);

  const latest = useRef(of);
  latest.current = of;
  useEffect(() => {
    if (q.trim() === (latest.current.q ?? "")) return;
    const wait = window.setTimeout(() => set(put(latest.current, "q", q.trim())), 250);
    return () => window.clearTimeout(wait);
  }, [q, set]);

  const origins = choices(summary.data?.origins ?? [], of.origin).map((o) => ({ value: o, label: o }));
  const byType = summary.data?.by_type ?? {};
  const types = choices(Object.keys(byType), of.type)
    .map((t) => ({ value: t, label: `${typeName(t)} (${w.number(byType[t] ?? 0)})`, count: byType[t] ?? 0 }))
    .sort((a, b) => b.count - a.count)
    .map(({ value, label }) => ({ value, label }));
  return (
    <div className={css.filters} role="search">
      <TextInput
        ref={field}
        id="feed-search"
        className={css.search}
        aria-label={w.feed.search}
        aria-keyshortcuts="/"
        placeholder={w.feed.search}
        leftSection={<SearchIcon size={15} />}
        value={q}
        onChange={(e) => setQ(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === "Escape") e.currentTarget.blur();
          if (e.key === "Enter") set(put(of, "q", q.trim()));
        }}
        spellCheck={false}
        autoComplete="off"
      />
      <SegmentedControl
        size="xs"
        aria-label={w.feed.show}
        value={of.show ?? "all"}
        onChange={(v) => set(put(of, "show", v === "all" ? undefined : (v as Show)))}
        data={[
          { value: "all", label: w.feed.everything },
          { value: "objects", label: w.feed.objects },
          { value: "releases", label: w.feed.releases },
        ]}
      />
      {of.show !== "releases" && (
        <>
          <Select className={css.pick} aria-label={w.feed.type} placeholder={w.feed.anyType} searchable clearable data={types} value={of.type ?? null} onChange={(v) => set(put(of, "type", v))} />
          <Select
            className={css.pick}
            aria-label={w.feed.marking}
            placeholder={w.feed.anyMarking}
            clearable
            data={[...Object.keys(tlp).map((t) => ({ value: t, label: "TLP:" + t.toUpperCase() })), { value: "none", label: w.feed.unmarked }]}
            value={of.tlp ?? null}
            onChange={(v) => set(put(of, "tlp", v))}
          />
          <Select className={css.pickShort} aria-label={w.feed.origin} placeholder={w.feed.anyOrigin} clearable data={origins} value={of.origin ?? null} onChange={(v) => set(put(of, "origin", v))} />
        </>
      )}
      {Object.keys(of).length > 0 && (
        <Button variant="subtle" onClick={() => set({})}>
          {w.feed.clear}
        </Button>
      )}
    </div>
  );
}

/** choices are what is there, and what is chosen even if it is not there. */
function choices(there: string[], chosen: string | undefined): string[] {
  return chosen && !there.includes(chosen) ? [chosen, ...there] : there;
}

function put<K extends keyof Filter>(f: Filter, key: K, value: Filter[K] | null | ""): Filter {
  const { [key]: _, ...rest } = f;
  return value ? { ...rest, [key]: value } : rest;
}
