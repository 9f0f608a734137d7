import { useComputedColorScheme } from "@mantine/core";
import { BarChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { w } from "../words";
import css from "./report.module.css";
import type { Shape } from "./shapes";

// The only part of ECharts that is loaded, and only with the first chart. SVG
// and tooltips of its own text keep it from ever writing HTML into the page.
echarts.use([BarChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer]);

type Instance = ReturnType<typeof echarts.init>;

/** Chart draws a shape in the colours of the page. What it says stands in its label and in the table beside it. */
export default function Chart({ of }: { of: Shape }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Instance | null>(null);
  const scheme = useComputedColorScheme("light");

  useEffect(() => {
    const root = box.current;
    if (!root) return;
    const made = echarts.init(root, undefined, { renderer: "svg" });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(root);
    return () => {
      watch.disconnect();
      chart.current = null;
      end(made);
      root.replaceChildren();
    };
  }, []);

  useEffect(() => {
    const root = box.current;
    // The next frame, since a change of scheme reaches the style sheet after this.
    const soon = requestAnimationFrame(() => {
      if (root && chart.current) chart.current.setOption(option(of, inks(root)), { replaceMerge: ["series"], lazyUpdate: false });
    });
    return () => cancelAnimationFrame(soon);
  }, [of, scheme]);

  const lines = of.chart.kind === "bars" ? of.chart.names.length * (of.chart.stack ? 1 : Math.max(1, of.chart.series.length * 0.6)) : 6;
  return <div ref={box} className={css.chart} data-lines={Math.min(10, Math.max(4, Math.round(lines)))} role="img" aria-label={of.sentence} />;
}

/** end takes a chart down by the document's own means: ECharts itself would write an empty string as HTML, which the page's policy forbids. */
function end(chart: Instance): void {
  const painter = chart.getZr().painter as unknown as { clear: () => void; root: HTMLElement | null };
  painter.clear = () => undefined;
  painter.root = null;
  chart.dispose();
}

interface Inks {
  ink: string;
  soft: string;
  line: string;
  surface: string;
  font: string;
  series: string[];
}

/** inks reads the tokens as the page has them now. */
function inks(root: HTMLElement): Inks {
  const style = getComputedStyle(root);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: token("--c-ink"), soft: token("--c-ink-soft"), line: token("--c-line"), surface: token("--c-surface"), font: style.fontFamily,
    series: ["--c-accent", "--c-warn", "--c-good", "--c-exercise", "--c-bad"].map(token),
  };
}

function option(of: Shape, ink: Inks): Parameters<Instance["setOption"]>[0] {
  const { chart } = of;
  const days = chart.kind === "days";
  const several = chart.series.length > 1;
  const text = { color: ink.soft, fontFamily: ink.font, fontSize: 12 };
  const category = {
    type: "category" as const, data: chart.names, inverse: !days, axisTick: { show: false }, axisLine: { lineStyle: { color: ink.line } },
    axisLabel: { ...text, ...(days ? { formatter: (d: string) => d.slice(5), hideOverlap: true } : { width: 110, overflow: "truncate" as const }) },
  };
  const value = {
    type: "value" as const, minInterval: chart.unit ? 0 : 1, splitNumber: 3, splitLine: { lineStyle: { color: ink.line } },
    axisLabel: { ...text, formatter: (n: number) => w.number(Math.abs(n)), hideOverlap: true },
    ...(chart.unit ? { name: chart.unit, nameTextStyle: text, nameLocation: "middle" as const, nameGap: 24 } : {}),
  };
  return {
    animation: false,
    color: ink.series,
    aria: { enabled: true, label: { enabled: false }, decal: { show: several } },
    grid: { left: 4, right: 14, top: several ? 30 : 8, bottom: chart.unit ? 20 : 2, containLabel: true },
    legend: { show: several, top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: text, inactiveColor: ink.line },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, axisPointer: { type: "shadow" }, backgroundColor: ink.surface, borderColor: ink.line,
      textStyle: { color: ink.ink, fontFamily: ink.font, fontSize: 12 }, valueFormatter: (v: unknown) => w.number(Math.abs(Number(v ?? 0))),
    },
    xAxis: days ? category : value,
    yAxis: days ? value : category,
    series: chart.series.map((s) => ({
      // Nothing has no bar, and the least that is something has a bar that is seen.
      type: "bar" as const, name: s.name, data: s.values.map((v) => (v === 0 ? null : s.left ? -v : v)), barMaxWidth: 22, barMinHeight: 1, ...(chart.stack ? { stack: "all" } : {}),
    })),
  } as Parameters<Instance["setOption"]>[0];
}
