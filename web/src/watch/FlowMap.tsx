import { geoGraticule10, geoPath } from "d3-geo";
import { useQuery } from "@tanstack/react-query";
import type { FeatureCollection } from "geojson";
import { useId, useMemo } from "react";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-50m.json?url";
import { useSession } from "../base/session";
import { Loading } from "../base/states";
import { w } from "../words";
import css from "./map.module.css";
import { arc, numberOf, spots, weight, type Spot } from "./place";
import type { Flow, Party } from "./queries";
import { relation } from "./relation";

const width = 560;
const height = 430;

/** FlowMap draws our party, the others and what was moved between them. It is read with the eyes alone: the table of parties says the same. */
export function FlowMap({ parties, flows }: { parties: Party[]; flows: Flow[] }) {
  const world = useQuery({
    queryKey: ["atlas"],
    staleTime: Infinity,
    gcTime: Infinity,
    queryFn: async ({ signal }): Promise<FeatureCollection> => {
      const answer = await fetch(atlas, { signal });
      if (!answer.ok) throw new Error(`the map data answered ${answer.status}`);
      const topology = (await answer.json()) as Topology<{ countries: GeometryCollection }>;
      return feature(topology, topology.objects.countries) as FeatureCollection;
    },
  });
  if (world.data) return <Drawing world={world.data} parties={parties} flows={flows} />;
  return world.isError ? <p className={css.note}>{w.watch.mapFails}</p> : <Loading />;
}

function Drawing({ world, parties, flows }: { world: FeatureCollection; parties: Party[]; flows: Flow[] }) {
  const us = useSession().party.code;
  const title = useId();
  const codes = [us, ...parties.map((p) => p.code)].join(" ");
  // The land is drawn once for the same parties; only what was moved changes.
  const { land, placed } = useMemo(() => {
    const all = codes.split(" ");
    const placed = spots(all, world, width, height);
    const path = geoPath(placed.project.clipExtent([[0, 0], [width, height]]));
    const ours = new Set(all.map(numberOf));
    const land = world.features.map((f, i) => ({ key: `${f.id ?? ""} ${i}`, d: path(f) ?? "", party: ours.has(String(f.id)) })).filter((l) => l.d !== "");
    return { land: { shapes: land, net: path(geoGraticule10()) ?? "" }, placed: placed.spots };
  }, [codes, world]);
  const at = (code: string) => placed.find((s) => s.code === code) as Spot;
  return (
    <figure className={css.figure}>
      <svg viewBox={`0 0 ${width} ${height}`} className={css.map} role="img" aria-labelledby={title}>
        <title id={title}>{w.watch.mapText(parties.length)}</title>
        <path className={css.net} d={land.net} />
        {land.shapes.map((l) => (
          <path key={l.key} className={css.land} data-party={l.party || undefined} d={l.d} />
        ))}
        {parties.map((p) => (
          <Lines key={p.code} us={at(us)} them={at(p.code)} party={p} flow={flows.find((f) => f.party === p.code)} />
        ))}
        {placed.map((s) => (
          <Dot key={s.code} at={s} us={s.code === us} party={parties.find((p) => p.code === s.code)} flow={flows.find((f) => f.party === s.code)} />
        ))}
      </svg>
      <Legend of={parties} />
    </figure>
  );
}

function Lines({ us, them, party, flow }: { us: Spot; them: Spot; party: Party; flow: Flow | undefined }) {
  const [out, inn] = [flow?.out_week ?? 0, flow?.in_week ?? 0];
  const kind = relation(party);
  if (out + inn === 0) return kind === "none" ? null : <path className={css.link} data-kind={kind} d={arc(us, them, 0).d} />;
  return (
    <>
      {out > 0 && <Flowing way={arc(us, them)} n={out} kind={kind} />}
      {inn > 0 && <Flowing way={arc(them, us)} n={inn} kind={kind} />}
    </>
  );
}

function Flowing({ way, n, kind }: { way: ReturnType<typeof arc>; n: number; kind: string }) {
  const size = 4 + weight(n);
  return (
    <g data-kind={kind} className={css.flow}>
      <path className={css.arc} d={way.d} style={{ strokeWidth: weight(n) }} />
      <path className={css.head} d={`M${size},0L${-size * 0.7},${size * 0.75}V${-size * 0.75}Z`} transform={`translate(${way.x},${way.y}) rotate(${way.turn})`} />
    </g>
  );
}

const anchors = { right: "start", left: "end", above: "middle", below: "middle" } as const;

function Dot({ at, us, party, flow }: { at: Spot; us: boolean; party: Party | undefined; flow: Flow | undefined }) {
  const dx = at.side === "right" ? 9 : at.side === "left" ? -9 : 0;
  const dy = at.side === "above" ? -20 : at.side === "below" ? 18 : 0;
  const moved = us ? w.watch.mapUs : flow && flow.out_week + flow.in_week > 0 ? w.watch.mapFlow(w.number(flow.out_week), w.number(flow.in_week)) : "";
  return (
    <g transform={`translate(${at.x},${at.y})`} className={css.party} data-kind={party ? relation(party) : "us"}>
      {at.afloat ? <rect className={css.dot} x={-5} y={-5} width={10} height={10} rx={1.5} /> : <circle className={css.dot} r={us ? 5.5 : 4.5} />}
      <text x={dx} y={dy + 3} textAnchor={anchors[at.side]} className={css.code}>
        {at.code}
      </text>
      <text x={dx} y={dy + 14} textAnchor={anchors[at.side]} className={css.moved}>
        {moved}
      </text>
    </g>
  );
}

/** Legend explains the kinds of lines that are on the map, and no others. */
function Legend({ of }: { of: Party[] }) {
  const kinds = [...new Set(of.map(relation))].filter((k) => k !== "none");
  return (
    <figcaption className={css.legend}>
      {kinds.map((k) => (
        <span key={k} data-kind={k}>
          <svg width="28" height="8" aria-hidden="true">
            <path className={css.link} d="M1,4H27" data-kind={k} />
          </svg>
          {w.watch.mapLine[k]}
        </span>
      ))}
    </figcaption>
  );
}
