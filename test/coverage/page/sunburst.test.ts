import { expect, test } from "bun:test";
import { outline, sunburst } from "../../../src/coverage/page/sunburst.ts";
import type { Endpoint } from "../../../src/coverage/schema.ts";

const endpoint = (path: string, fields: Partial<Endpoint> = {}): Endpoint => ({
  operationId: `get ${path}`,
  method: "get",
  path,
  group: null,
  version: null,
  kind: null,
  action: "get",
  level: "stable",
  category: "",
  deprecated: false,
  eligible: true,
  tested: false,
  conformanceTested: false,
  requests: 0,
  tests: [],
  ...fields,
});
const hit = { tested: true, conformanceTested: true };
const endpoints = [
  endpoint("/apis/apps/v1/a", hit),
  endpoint("/api/v1/a", hit),
  endpoint("/api/v1/b"),
  endpoint("/api/v1/c", { eligible: false, tested: true }),
  endpoint("/apis/x.io/v1beta1/a", { eligible: false }),
];

test("each endpoint is as wide as the others, below its version and group, the largest group first", () => {
  const pieces = sunburst({ definition: "apisnoop" }, endpoints);
  const ring = (name: string) => pieces.filter((one) => one.ring === name);
  // in fifths, since each of the five endpoints has one
  const fifths = (part: number) => Math.round(part * 500) / 100;
  expect(ring("group").map(({ name, from, to }) => [name, fifths(from), fifths(to)])).toEqual([
    ["core", 0, 3],
    ["apps", 3, 4],
    ["x.io", 4, 5],
  ]);
  expect(ring("version").map(({ name }) => name)).toEqual(["v1", "apps/v1", "x.io/v1beta1"]);
  expect(ring("endpoint").map(({ state }) => state)).toEqual([
    "covered",
    "untested",
    "tested",
    "covered",
    "other",
  ]);
});

test("a group has the state and the share of its eligible endpoints", () => {
  const groups = sunburst({ definition: "apisnoop" }, endpoints).filter(({ ring }) => ring === "group");
  expect(groups.map(({ name, state, share }) => [name, state, share])).toEqual([
    ["core", "covered", 0.5],
    ["apps", "covered", 1],
    ["x.io", "other", 0],
  ]);
});

test("for other clients than the suite, what counts is whether an endpoint was used", () => {
  const used = [endpoint("/api/v1/a", { tested: true })];
  expect(sunburst({ definition: "apisnoop" }, used)[0]?.state).toBe("untested");
  expect(sunburst({ definition: "apisnoop", userAgent: "x" }, used)[0]?.state).toBe("covered");
});

test("the whole circle has an outline too, and nothing has no pieces", () => {
  const [whole] = sunburst({ definition: "apisnoop" }, [endpoint("/api/v1/a")]);
  expect(whole).toMatchObject({ from: 0, to: 1 });
  const path = whole === undefined ? "" : outline(whole);
  const [start, end] = [...path.matchAll(/(-?[\d.]+) (-?[\d.]+)(?=[ALZ])/g)].map(([point]) => point);
  expect(path).toStartWith("M0.00 -108.00");
  expect(start).not.toBe(end);
  expect(sunburst({ definition: "apisnoop" }, [])).toEqual([]);
});
