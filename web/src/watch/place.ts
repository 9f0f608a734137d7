import { geoArea, geoCentroid, geoConicConformal, geoNaturalEarth1, type GeoProjection } from "d3-geo";
import type { Feature, FeatureCollection, Geometry, MultiPoint, Polygon } from "geojson";
import codes from "i18n-iso-countries/codes.json";

/** Place is a longitude and a latitude in degrees. */
export type Place = [number, number];

const numbers = new Map(codes.map(([, alpha3, number]) => [alpha3, number]));

/** numberOf gives the ISO 3166 number of an alpha-3 code, which is how map data name countries; undefined for a body without a country. */
export function numberOf(code: string): string | undefined {
  return numbers.get(code);
}

// Capitals of those whose middle is a bad place for a dot: long coasts, islands, parts far away.
const capitals: Record<string, Place> = {
  AUT: [16.37, 48.21], BEL: [4.35, 50.85], CAN: [-75.7, 45.42], CZE: [14.42, 50.08], DEU: [13.4, 52.52], DNK: [12.57, 55.68], ESP: [-3.7, 40.42], EST: [24.75, 59.44],
  FIN: [24.94, 60.17], FRA: [2.35, 48.86], GBR: [-0.13, 51.51], GRC: [23.73, 37.98], HRV: [15.98, 45.81], ITA: [12.5, 41.9], LTU: [25.28, 54.69], LVA: [24.11, 56.95],
  NLD: [4.9, 52.37], NOR: [10.75, 59.91], POL: [21.01, 52.23], PRT: [-9.14, 38.72], SVK: [17.11, 48.15], SWE: [18.07, 59.33], TUR: [32.85, 39.93], USA: [-77.04, 38.9],
};

/** seat finds where a party is drawn: its capital, else the middle of its largest land; null for a body without a country and for land that the map does not have. */
export function seat(code: string, world: FeatureCollection): Place | null {
  const capital = capitals[code];
  if (capital) return capital;
  const number = numberOf(code);
  const land = number === undefined ? undefined : world.features.find((f) => String(f.id) === number);
  return land ? geoCentroid(largest(land)) : null;
}

/** largest is the largest piece of a country, so that islands across the sea do not pull its middle into the water. */
function largest(of: Feature<Geometry>): Feature<Geometry> {
  if (of.geometry.type !== "MultiPolygon") return of;
  const pieces = of.geometry.coordinates.map((coordinates): Feature<Polygon> => ({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates } }));
  return pieces.reduce((a, b) => (geoArea(b) > geoArea(a) ? b : a));
}

const europe = { west: -12, east: 42, south: 35, north: 68 };

/** view says how much of the world is shown for those that are on it. */
export function view(seats: Place[]): "europe" | "world" {
  const inside = ([lon, lat]: Place) => lon >= europe.west && lon <= europe.east && lat >= europe.south && lat <= europe.north;
  return seats.every(inside) ? "europe" : "world";
}

/** projection fits a view into a box. */
export function projection(of: "europe" | "world", width: number, height: number): GeoProjection {
  const box: [Place, Place] = [
    [0, 0],
    [width, height],
  ];
  if (of === "world") return geoNaturalEarth1().fitExtent(box, { type: "Sphere" });
  const { west, east, south, north } = europe;
  const corners: MultiPoint = { type: "MultiPoint", coordinates: [[west, south], [east, south], [west, north], [east, north], [15, north], [15, south]] };
  return geoConicConformal().parallels([40, 62]).rotate([-15, 0]).fitExtent(box, corners);
}

/** Spot is where a party stands on the drawing. */
export interface Spot {
  code: string;
  x: number;
  y: number;
  /** afloat: it has no country, and is drawn in the sea. */
  afloat: boolean;
  /** side is where its name has room. */
  side: "right" | "left" | "above" | "below";
}

const name = { width: 62, height: 24 };

/** spots places all parties: those with a country on it, the others in the sea at the left edge, one below the other. Names keep off each other where they can. */
export function spots(parties: string[], world: FeatureCollection, width: number, height: number): { view: "europe" | "world"; project: GeoProjection; spots: Spot[] } {
  const seats = new Map(parties.map((code) => [code, seat(code, world)]));
  const of = view([...seats.values()].filter((s) => s !== null));
  const project = projection(of, width, height);
  let floating = 0;
  const all = [...parties].sort().map((code): Spot => {
    const at = seats.get(code);
    const point = at ? project(at) : null;
    if (point) return { code, x: point[0], y: point[1], afloat: false, side: "right" };
    return { code, x: width * 0.1, y: height * 0.3 + 52 * floating++, afloat: true, side: "above" };
  });
  settleNames(all, width);
  return { view: of, project, spots: all };
}

type Box = [left: number, top: number, right: number, bottom: number];

function nameBox(s: Spot, side: Spot["side"]): Box {
  const [x, y] = side === "right" ? [s.x + 8, s.y - name.height / 2] : side === "left" ? [s.x - 8 - name.width, s.y - name.height / 2] : [s.x - name.width / 2, side === "above" ? s.y - 8 - name.height : s.y + 8];
  return [x, y, x + name.width, y + name.height];
}

function settleNames(all: Spot[], width: number): void {
  const taken: Box[] = all.map((s) => [s.x - 5, s.y - 5, s.x + 5, s.y + 5]);
  const free = (b: Box) => b[0] >= 0 && b[2] <= width && !taken.some((t) => b[0] < t[2] && b[2] > t[0] && b[1] < t[3] && b[3] > t[1]);
  for (const s of all) {
    const sides: Spot["side"][] = s.afloat ? ["above", "below"] : ["right", "left", "above", "below"];
    s.side = sides.find((side) => free(nameBox(s, side))) ?? s.side;
    taken.push(nameBox(s, s.side));
  }
}

/** Arc is a curve between two spots, with a point and a direction in its middle for the arrow. */
export interface Arc {
  d: string;
  x: number;
  y: number;
  turn: number; // degrees
}

/** arc bends to the left of its way, so that what goes and what comes do not lie on each other. */
export function arc(from: { x: number; y: number }, to: { x: number; y: number }, bend = 0.16): Arc {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const [cx, cy] = [(from.x + to.x) / 2 + dy * bend, (from.y + to.y) / 2 - dx * bend];
  const r = (n: number) => Math.round(n * 10) / 10;
  // The middle of a quadratic curve lies half way to its control point; its direction there is that of the chord.
  return { d: `M${r(from.x)},${r(from.y)}Q${r(cx)},${r(cy)} ${r(to.x)},${r(to.y)}`, x: r((from.x + 2 * cx + to.x) / 4), y: r((from.y + 2 * cy + to.y) / 4), turn: r((Math.atan2(dy, dx) * 180) / Math.PI) };
}

/** weight is the width of an arc: a few objects are seen, and a million do not cover the map. */
export function weight(n: number): number {
  return n <= 0 ? 0 : Math.min(7, 1.6 + 1.1 * Math.log10(n));
}
