import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { FeatureCollection } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { describe, expect, it } from "vitest";
import { arc, numberOf, seat, spots, view, weight } from "./place";

const topology = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("world-atlas/countries-50m.json"), "utf8")) as Topology<{ countries: GeometryCollection }>;
const world = feature(topology, topology.objects.countries) as FeatureCollection;

describe("the map", () => {
  it("knows parties by their ISO 3166 code, and a body without a country as that", () => {
    expect([numberOf("CZE"), numberOf("EST"), numberOf("HUB"), numberOf("NATO")]).toEqual(["203", "233", undefined, undefined]);
  });

  it("puts a party on its own land", () => {
    const [lon, lat] = seat("ROU", world) ?? [0, 0]; // the middle
    expect([Math.round(lon), Math.round(lat)]).toEqual([25, 46]);
    expect(seat("CZE", world)).toEqual([14.42, 50.08]); // the capital
    expect(seat("HUB", world)).toBeNull();
    expect(seat("MLT", world)).not.toBeNull();
  });

  it("shows Europe while all are there, and the world once one is not", () => {
    expect(view([[14, 50], [25, 59]])).toBe("europe");
    expect(view([[14, 50], [-77, 39]])).toBe("world");
    expect(view([])).toBe("europe");
  });

  it.each([[["CZE", "EST", "HUB"]], [["USA", "JPN", "NATO", "CZE"]]])("places everyone of %j within the drawing", (parties) => {
    for (const s of spots(parties, world, 560, 460).spots) {
      expect(s.x).toBeGreaterThan(0);
      expect(s.x).toBeLessThan(560);
      expect(s.y).toBeGreaterThan(0);
      expect(s.y).toBeLessThan(460);
      expect(s.afloat).toBe(["HUB", "NATO"].includes(s.code));
    }
  });

  it("keeps bodies in the sea apart, and the same place for the same parties whatever their order", () => {
    const one = spots(["HUB", "NATO", "CZE"], world, 560, 460).spots;
    const two = spots(["CZE", "NATO", "HUB"], world, 560, 460).spots;
    expect(two).toEqual(one);
    const [hub, nato] = ["HUB", "NATO"].map((c) => one.find((s) => s.code === c));
    expect(Math.abs((hub?.y ?? 0) - (nato?.y ?? 0))).toBeGreaterThan(40);
  });

  it("gives neighbours room for their names", () => {
    const near = spots(["BEL", "NLD", "LUX"], world, 560, 460).spots;
    expect(new Set(near.map((s) => s.side)).size).toBeGreaterThan(1);
  });

  it("bends both ways apart, and points along the way", () => {
    const [a, b] = [{ x: 0, y: 0 }, { x: 100, y: 0 }];
    expect(arc(a, b).y).toBeLessThan(0);
    expect(arc(b, a).y).toBeGreaterThan(0);
    expect([arc(a, b).turn, arc(b, a).turn]).toEqual([0, 180]);
  });

  it("draws more as thicker, nothing as nothing, and never over the map", () => {
    expect(weight(0)).toBe(0);
    expect(weight(1)).toBeGreaterThan(1);
    expect(weight(1000)).toBeGreaterThan(weight(10));
    expect(weight(1e12)).toBeLessThanOrEqual(7);
  });
});
