import { useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { agreementsQuery } from "../../agreement/queries";
import { peersQuery } from "../../federation/queries";
import { pageOf, typeName } from "../../intel/filter";
import { w } from "../../words";
import { languages, type Language } from "../../words/language";
import { rooms } from "../frame/rooms";
import { useLanguage } from "../Language";
import { useSession } from "../session";
import { useOffered } from "./acts";
import { match } from "./match";

/** Entry is one line of the palette. */
export interface Entry {
  id: string;
  group: string;
  name: string;
  note?: string;
  run: () => void;
}

const shown = 8; // lines of each group while something is typed

/** useEntries gives what the palette offers for what was typed, best first in each group. */
export function useEntries(typed: string, onHelp: () => void): { entries: Entry[]; searching: boolean } {
  const navigate = useNavigate();
  const acts = useSession().user.acts as string[];
  const { choose } = useLanguage();
  const { setColorScheme } = useMantineColorScheme();
  const offered = useOffered();
  const q = typed.trim();
  const reads = acts.includes("intel.read");
  const agreements = useQuery({ ...agreementsQuery, enabled: acts.includes("agreement.read") });
  const peers = useQuery({ ...peersQuery, enabled: acts.includes("peer.read"), refetchInterval: false });
  const values = useQuery({
    queryKey: ["palette", q],
    queryFn: ({ signal }) => pageOf({ q }, undefined, signal),
    enabled: reads && q.length >= 3,
    staleTime: 30_000,
  });

  const fixed: Entry[] = [
    ...(q === "" ? offered.slice(0, shown) : offered).map((a) => ({ id: "act:" + a.id, group: w.palette.acts, name: a.name, run: a.run })),
    ...rooms(acts).map((r) => ({ id: "go:" + r.to, group: w.palette.go, name: r.name, note: `g ${r.key}`, run: () => void navigate({ to: r.to }) })),
    { id: "account", group: w.palette.go, name: w.account.page, run: () => void navigate({ to: "/account" }) },
    ...(acts.includes("agreement.read") ? [{ id: "templates", group: w.palette.go, name: w.template.title, run: () => void navigate({ to: "/templates" }) }] : []),
    { id: "start", group: w.palette.go, name: w.frame.start, run: () => void navigate({ to: "/start" }) },
    { id: "card", group: w.palette.go, name: w.frame.card, run: () => void navigate({ to: "/card" }) },
    ...(agreements.data?.items ?? []).map((a) => ({
      id: "agreement:" + a.id,
      group: w.palette.agreements,
      name: a.title,
      note: a.parties.join(", "),
      run: () => void navigate({ to: "/agreements/$id", params: { id: a.id } }),
    })),
    ...(peers.data?.items ?? []).map((p) => ({ id: "peer:" + p.party, group: w.palette.parties, name: p.name || p.party, note: p.party, run: () => void navigate({ to: "/peers", hash: p.party }) })),
    { id: "keys", group: w.palette.settings, name: w.keys.title, note: "?", run: onHelp },
    ...(Object.keys(languages) as Language[]).map((l) => ({ id: "language:" + l, group: w.palette.settings, name: w.palette.useLanguage(languages[l]), run: () => void choose(l) })),
    ...(["light", "dark", "auto"] as const).map((s) => ({
      id: "scheme:" + s,
      group: w.palette.settings,
      name: w.palette.useScheme({ light: w.frame.schemeLight, dark: w.frame.schemeDark, auto: w.frame.schemeAuto }[s]),
      run: () => setColorScheme(s),
    })),
  ];
  if (q === "") return { entries: fixed.filter((e) => e.group === w.palette.acts || e.group === w.palette.go || e.group === w.palette.settings), searching: false };

  const entries: Entry[] = [];
  for (const group of new Set(fixed.map((e) => e.group))) {
    const found = fixed.filter((e) => e.group === group).map((e) => ({ e, score: match(`${e.name} ${e.note ?? ""}`, q) }));
    entries.push(...found.filter((f) => f.score > 0).sort((a, b) => b.score - a.score).slice(0, shown).map((f) => f.e));
  }
  if (reads) {
    entries.push(
      ...(values.data?.items ?? []).slice(0, shown).map((o) => ({
        id: "object:" + o.id,
        group: w.palette.values,
        name: o.name || o.id,
        note: `${typeName(o.type)} · ${o.origin}`,
        run: () => void navigate({ to: "/intel/$id", params: { id: o.id } }),
      })),
      { id: "search", group: w.palette.values, name: w.palette.searchFor(q), run: () => void navigate({ to: "/intel", search: { q } }) },
    );
  }
  // Last, so that Enter opens what is here rather than asks whose it might be.
  if (acts.includes("party.read") && q.length >= 2) {
    entries.push({ id: "whose", group: w.palette.parties, name: w.directory.whose(q), run: () => void navigate({ to: "/directory", search: { q } }) });
  }
  return { entries, searching: values.isFetching };
}
