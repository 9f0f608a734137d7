import { typeName } from "../intel/filter";
import { lookup, w } from "../words";
import type { Figures } from "./queries";

/** Series is one row of values of a chart; the table shows the same numbers. */
export interface Series {
  name: string;
  values: number[];
  /** left draws it to the left of the axis, against the others */
  left?: boolean;
}

/** Shape is what a panel shows of figures: a sentence, a table, and the chart of that table. */
export interface Shape {
  sentence: string;
  head: string[];
  rows: (string | number)[][];
  chart: { kind: "days" | "bars"; names: string[]; series: Series[]; stack: boolean; unit?: string };
}

const most = 8; // bars of a chart; the table has every line

type Count = { key: string; here: number };

/** ms writes a duration as people read it. */
export function ms(n: number): string {
  return n < 1000 ? w.figures.ms(w.number(n)) : w.figures.s(w.number(Math.round(n / 100) / 10));
}

function ranked(title: string, head: string, all: Count[], name: (key: string) => string): Shape | null {
  const held = all.filter((c) => c.here > 0);
  const first = held[0];
  if (!first) return null;
  const shown = held.slice(0, most);
  return {
    sentence: w.figures.sum.list(title, name(first.key), w.number(first.here), w.figures.sum.lines(held.length)),
    head: [head, w.figures.held],
    rows: held.map((c) => [name(c.key), c.here]),
    chart: { kind: "bars", names: shown.map((c) => name(c.key)), series: [{ name: w.figures.held, values: shown.map((c) => c.here) }], stack: false },
  };
}

function added(f: Figures): Shape | null {
  const days = f.objects.days ?? [];
  const top = days.reduce((a, d) => (d.came > a.came ? d : a), { day: "", came: 0, indicators: 0 });
  if (top.came === 0) return null;
  const others = days.map((d) => d.came - d.indicators);
  return {
    sentence: w.figures.sum.added(w.number(f.objects.came), w.dashboard.dayCount(days.length), w.number(top.came), top.day),
    head: [w.figures.day, w.figures.indicators, w.figures.others],
    rows: days.map((d, i) => [d.day, d.indicators, others[i] ?? 0]).reverse(),
    chart: {
      kind: "days",
      names: days.map((d) => d.day),
      series: [
        { name: w.figures.indicators, values: days.map((d) => d.indicators) },
        { name: w.figures.others, values: others },
      ],
      stack: true,
    },
  };
}

function flows(f: Figures, both: boolean): Shape | null {
  const all = (f.parties ?? []).filter((p) => p.given_objects + p.onward_objects + p.received_objects + p.withheld_objects + p.refused_objects > 0);
  if (all.length === 0) return null;
  const total = (of: (p: (typeof all)[number]) => number) => all.reduce((n, p) => n + of(p), 0);
  const sentence = w.figures.sum.flows(w.number(total((p) => p.given_objects + p.onward_objects)), w.number(total((p) => p.received_objects)), w.number(total((p) => p.withheld_objects)), w.figures.sum.parties(all.length));
  const shown = all.slice(0, most);
  const one = (name: string, of: (p: (typeof all)[number]) => number, left?: boolean): Series => ({ name, values: shown.map(of), ...(left ? { left } : {}) });
  if (both) {
    return {
      sentence,
      head: [w.figures.party, w.figures.given, w.figures.received, w.figures.ratio],
      rows: all.map((p) => [p.party, p.given_objects + p.onward_objects, p.received_objects, p.ratio === undefined ? w.figures.dash : w.number(p.ratio)]),
      chart: { kind: "bars", names: shown.map((p) => p.party), series: [one(w.figures.received, (p) => p.received_objects, true), one(w.figures.given, (p) => p.given_objects + p.onward_objects)], stack: true },
    };
  }
  return {
    sentence,
    head: [w.figures.party, w.figures.given, w.figures.onward, w.figures.received, w.figures.withheld, w.figures.refused],
    rows: all.map((p) => [p.party, p.given_objects, p.onward_objects, p.received_objects, p.withheld_objects, p.refused_objects]),
    chart: {
      kind: "bars",
      names: shown.map((p) => p.party),
      series: [one(w.figures.given, (p) => p.given_objects), one(w.figures.onward, (p) => p.onward_objects), one(w.figures.received, (p) => p.received_objects), one(w.figures.withheld, (p) => p.withheld_objects)],
      stack: false,
    },
  };
}

function receipts(f: Figures): Shape | null {
  const all = (f.parties ?? []).filter((p) => p.receipts.count + p.receipts.open > 0);
  if (all.length === 0) return null;
  const r = f.receipts;
  const measured = all.filter((p) => p.receipts.count > 0).slice(0, most);
  const short = measured.every((p) => p.receipts.p95_ms < 1000);
  const scale = short ? 1 : 1000;
  return {
    sentence: w.figures.sum.receipts(w.number(r.count), ms(r.p50_ms), ms(r.p95_ms), w.number(r.open)),
    head: [w.figures.party, w.figures.signed, w.figures.open, w.figures.median, w.figures.p95],
    rows: all.map((p) => [p.party, p.receipts.count, p.receipts.open, p.receipts.count ? ms(p.receipts.p50_ms) : w.figures.dash, p.receipts.count ? ms(p.receipts.p95_ms) : w.figures.dash]),
    chart: {
      kind: "bars",
      names: measured.map((p) => p.party),
      series: [
        { name: w.figures.median, values: measured.map((p) => p.receipts.p50_ms / scale) },
        { name: w.figures.p95, values: measured.map((p) => p.receipts.p95_ms / scale) },
      ],
      stack: false,
      unit: short ? w.figures.milliseconds : w.figures.seconds,
    },
  };
}

function ageing(f: Figures): Shape | null {
  const a = f.indicators;
  if (a.here === 0) return null;
  const steps: [string, number][] = [
    ["30", a.here - a.over_30_days],
    ["90", a.over_30_days - a.over_90_days],
    ["365", a.over_90_days - a.over_365_days],
    ["more", a.over_365_days],
    ["expired", a.expired],
  ];
  const names = steps.map(([k]) => lookup(w.figures.ages, k));
  return {
    sentence: w.figures.sum.ageing(w.number(a.here), w.number(a.over_90_days), w.number(a.expired)),
    head: [w.figures.age, w.figures.indicators],
    rows: steps.map(([, n], i) => [names[i] ?? "", n]),
    chart: { kind: "bars", names, series: [{ name: w.figures.indicators, values: steps.map(([, n]) => n) }], stack: false },
  };
}

function recalls(f: Figures): Shape | null {
  const r = f.recalls;
  if (r.ours + r.theirs === 0) return null;
  const steps: [string, number][] = [
    [w.figures.executed, r.executed],
    [w.figures.declined, r.refused],
    [w.figures.waiting, r.open],
  ];
  return {
    sentence: w.figures.sum.recalls(w.number(r.ours + r.theirs), w.number(r.executed), w.number(r.open)),
    head: [w.figures.state, w.figures.answers],
    rows: steps,
    chart: { kind: "bars", names: steps.map(([n]) => n), series: [{ name: w.figures.answers, values: steps.map(([, n]) => n) }], stack: false },
  };
}

function refusals(f: Figures): Shape | null {
  const sums = new Map<string, number>();
  for (const g of f.refusals ?? []) sums.set(g.code, (sums.get(g.code) ?? 0) + g.objects);
  const all = [...sums].map(([key, n]) => ({ key, here: n })).sort((a, b) => b.here - a.here);
  const shape = ranked(w.figures.reason, w.figures.reason, all, (k) => lookup(w.figures.reasons, k));
  return shape && { ...shape, head: [w.figures.reason, w.figures.objects], chart: { ...shape.chart, series: shape.chart.series.map((s) => ({ ...s, name: w.figures.objects })) } };
}

function marking(key: string): string {
  if (key === "") return w.figures.unmarked;
  return key === "?" ? w.figures.unknown : "TLP:" + key.toUpperCase();
}

/** shapeOf gives what a kind of panel shows of figures; null when there is nothing to show. */
export function shapeOf(kind: string, f: Figures): Shape | null {
  switch (kind) {
    case "added":
      return added(f);
    case "types":
      return ranked(w.figures.type, w.figures.type, f.objects.by_type ?? [], typeName);
    case "origins":
      return ranked(w.figures.origin, w.figures.origin, f.objects.by_origin ?? [], (k) => k);
    case "markings":
      return ranked(w.figures.marking, w.figures.marking, f.objects.by_tlp ?? [], marking);
    case "flows":
      return flows(f, false);
    case "reciprocity":
      return flows(f, true);
    case "receipts":
      return receipts(f);
    case "ageing":
      return ageing(f);
    case "recalls":
      return recalls(f);
    case "refusals":
      return refusals(f);
  }
  return null;
}
