import { expect, test } from "bun:test";
import { generate } from "./generator.ts";
import { points } from "./scenario.ts";

const many = Array.from({ length: 3000 }, (_, seed) => generate(seed, "sandbox"));
const faults = many.flatMap((scenario) => scenario.faults);
const troubles = faults.flatMap(({ what }) => (what.kind === "trouble" ? [what] : []));

test("a seed gives the same scenario each time, and another seed another", () => {
  expect(generate(7, "sandbox")).toEqual(generate(7, "sandbox"));
  expect(new Set(many.map(({ seed: _, ...rest }) => JSON.stringify(rest))).size).toBeGreaterThan(2900);
});

test("every kind of fault comes, at every point, alone and with others", () => {
  expect(new Set(faults.map(({ what }) => what.kind))).toEqual(
    new Set([
      "blackout",
      "clock",
      "cluster",
      "compact",
      "joins",
      "refused",
      "slow",
      "strand",
      "trouble",
    ] as const),
  );
  expect(new Set(troubles.map(({ trouble }) => trouble.kind)).size).toBe(11);
  expect(new Set(troubles.map(({ route }) => route))).toEqual(
    new Set(["own-pod", "rows", "events", "namespaces", "log", "exec", "write", "delete", "other", "any"]),
  );
  expect(new Set(faults.map(({ at }) => at.after))).toEqual(
    new Set(points.filter((point) => point !== "left")),
  );
  expect(Math.max(...many.map((scenario) => scenario.faults.length))).toBeGreaterThan(4);
});

test("every verb, every signal and every bystander comes", () => {
  const clients = many.flatMap((scenario) => scenario.clients);
  expect(new Set(clients.map(({ verb }) => verb)).size).toBe(7);
  expect(new Set(clients.flatMap(({ acts }) => acts.map(({ act }) => act)))).toEqual(
    new Set(["SIGINT", "SIGTERM", "SIGHUP", "kill"]),
  );
  expect(new Set(many.flatMap(({ bystanders }) => bystanders)).size).toBe(4);
});

test("on a cluster of others nothing happens to its time, its memory, or all of its runs", () => {
  const scenarios = Array.from({ length: 1000 }, (_, seed) => generate(seed, "cluster"));
  const kinds = new Set(scenarios.flatMap((scenario) => scenario.faults.map(({ what }) => what.kind)));
  expect(kinds).not.toContain("clock");
  expect(kinds).not.toContain("compact");
  expect(scenarios.flatMap(({ clients }) => clients.flatMap(({ flags }) => flags))).not.toContain("--all");
});
