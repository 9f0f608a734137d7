import { Button } from "@mantine/core";
import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { api, take } from "../base/api";
import { Failure } from "../base/states";
import { w } from "../words";
import { clock } from "./clock";
import { place, type Placed } from "./lanes";
import css from "./msel.module.css";
import { useAct, type Plan, type Row } from "./queries";

const head = 130; // what the lanes' names take up
const box = 120;
const line = 26;
const steps = [0.005, 0.01, 0.02, 0.04, 0.08, 0.16];

/** Timeline draws the list in lanes by storyline. A row is moved by dragging, or by the arrow keys. */
export function Timeline({ rows, total, plan, may, open }: { rows: Row[]; total: number; plan: Plan | undefined; may: boolean; open: (id: string) => void }) {
  const [zoom, setZoom] = useState(2);
  const [drag, setDrag] = useState<{ id: string; from: number; by: number } | null>(null);
  const move = useAct((a: { row: Row; at: number }) => take(api.POST("/exercise/msel/injects/{id}/move", { params: { path: { id: a.row.inject.id ?? "" } }, body: { version: a.row.version, at: a.at } })));
  const t = w.msel.lanes;
  const perSecond = steps[zoom] as number;
  const { lanes, placed } = place(rows, plan?.storylines ?? [], t.nowhere, perSecond, box + 6);
  const tops = lanes.map((_, i) => 24 + lanes.slice(0, i).reduce((sum, l) => sum + l.lines * line + 10, 0));
  const height = 24 + lanes.reduce((sum, l) => sum + l.lines * line + 10, 0) + 8;
  const last = Math.max(3600, ...placed.map((p) => p.row.inject.at ?? 0));
  const width = head + last * perSecond + box + 20;
  const every = [300, 900, 1800, 3600, 7200, 14400, 43200, 86400].find((s) => s * perSecond >= 90) ?? 86400;
  const y = (p: Placed) => (tops[p.lane] as number) + p.line * line;
  const x = (p: Placed) => head + p.x + (drag && drag.id === p.row.inject.id ? drag.by : 0);
  const by = new Map(placed.map((p) => [p.row.inject.id, p]));
  const to = (row: Row, seconds: number) => {
    const at = Math.max(0, Math.round(seconds / 60) * 60);
    if (may && at !== row.inject.at) move.mutate({ row, at });
  };
  const keys = (e: KeyboardEvent, p: Placed) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (e.key === "Enter") open(p.row.inject.id ?? "");
    if (!way) return;
    e.preventDefault();
    to(p.row, (p.row.inject.at ?? 0) + way * (e.shiftKey ? 3600 : 300));
  };
  const down = (e: PointerEvent<SVGGElement>, p: Placed) => {
    if (!may) return;
    e.currentTarget.setPointerCapture(e.pointerId);
    setDrag({ id: p.row.inject.id ?? "", from: e.clientX, by: 0 });
  };
  const up = (p: Placed) => {
    if (drag && Math.abs(drag.by) > 3) to(p.row, (p.row.inject.at ?? 0) + drag.by / perSecond);
    else open(p.row.inject.id ?? "");
    setDrag(null);
  };
  return (
    <div>
      <div className={css.pad}>
        <div className={css.row}>
          <Button variant="default" aria-label={`${t.zoom} −`} disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
            −
          </Button>
          <Button variant="default" aria-label={`${t.zoom} +`} disabled={zoom === steps.length - 1} onClick={() => setZoom(zoom + 1)}>
            +
          </Button>
          <span className={css.soft}>{may && t.help}</span>
        </div>
        {rows.length < total && <p className={css.soft}>{t.cut(rows.length)}</p>}
        {rows.length > placed.length && (
          <p className={css.soft}>
            {t.untimed}: {rows.filter((r) => !by.has(r.inject.id)).map((r) => r.inject.number).slice(0, 40).join(", ")}
          </p>
        )}
        {move.error && <Failure of={move.error} />}
      </div>
      <div className={css.lanes} tabIndex={0} role="region" aria-label={t.title}>
        <svg width={width} height={height} role="group" aria-label={t.title}>
          <defs>
            <marker id="msel-arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto">
              <path d="M0 0 6 3 0 6z" fill="currentColor" />
            </marker>
          </defs>
          {Array.from({ length: Math.floor(last / every) + 1 }, (_, n) => n * every).map((s) => (
            <g key={s} aria-hidden="true">
              <line className={css.tick} x1={head + s * perSecond} x2={head + s * perSecond} y1={18} y2={height} />
              <text className={css.tickName} x={head + s * perSecond + 2} y={12}>
                {clock(s).slice(0, -3)}
              </text>
            </g>
          ))}
          {lanes.map((l, i) => (
            <g key={i} aria-hidden="true">
              <line className={css.lane} x1={0} x2={width} y1={(tops[i] as number) - 5} y2={(tops[i] as number) - 5} />
              <text className={css.laneName} x={6} y={(tops[i] as number) + 15}>
                {l.name.length > 17 ? `${l.name.slice(0, 16)}…` : l.name}
              </text>
            </g>
          ))}
          {placed.flatMap((p) =>
            (p.row.inject.after ?? []).flatMap((d, n) => {
              const from = by.get(d.inject);
              if (!from) return [];
              const [x1, y1, x2, y2] = [x(from) + box, y(from) + 10, x(p), y(p) + 10];
              return [<path key={`${p.row.inject.id} ${n}`} className={css.wait} markerEnd="url(#msel-arrow)" d={`M${x1} ${y1}C${x1 + 24} ${y1} ${x2 - 24} ${y2} ${x2 - 1} ${y2}`} />];
            }),
          )}
          {placed.map((p) => (
            <g
              key={p.row.inject.id}
              className={css.event}
              data-status={p.row.inject.status}
              data-type={p.row.inject.type}
              data-line
              tabIndex={0}
              role="button"
              aria-label={t.label(p.row.inject.number ?? "", p.row.inject.title, clock(p.row.inject.at))}
              transform={`translate(${x(p)} ${y(p)})`}
              onKeyDown={(e) => keys(e, p)}
              onPointerDown={(e) => down(e, p)}
              onPointerMove={(e) => drag && drag.id === p.row.inject.id && setDrag({ ...drag, by: e.clientX - drag.from })}
              onPointerUp={() => up(p)}
            >
              <title>{`${p.row.inject.number} ${p.row.inject.title} ${clock(p.row.inject.at)}`}</title>
              <rect width={box} height={20} rx={3} />
              <text x={5} y={14}>
                {`${p.row.inject.number} ${p.row.inject.title}`.slice(0, 19)}
              </text>
            </g>
          ))}
        </svg>
      </div>
    </div>
  );
}
