import { afterAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { documentFile } from "./document.ts";
import { allFound, foundTable } from "./found.ts";
import { generate } from "./generator.ts";
import { playEach } from "./outcome.ts";
import { rules } from "./rules.ts";
import { Pool } from "./sandbox/pool.ts";

const pool = new Pool();
afterAll(() => pool.close());

for (const { title, rule, fixedBy, scenario } of allFound()) {
  const run = fixedBy === undefined ? test.failing : test;
  run(
    title,
    async () => {
      const { breaches } = await pool.play(scenario);
      expect(breaches.filter((breach) => breach.rule === rule)).toEqual([]);
    },
    60_000,
  );
}

test("no history of the fixed seeds breaks a rule, but those that are known to be broken", async () => {
  const known = new Set(allFound().flatMap(({ rule, fixedBy }) => (fixedBy === undefined ? [rule] : [])));
  const wrong: string[] = [];
  const scenarios = Array.from({ length: 100 }, (_, i) => generate(i + 1, "sandbox"));
  const isNew = ({ rule }: { readonly rule: string }) => !known.has(rule);
  const suspects = new Set<number>();
  await playEach(pool, scenarios, 2, ({ seed, breaches }) => {
    if (breaches.some(isNew)) suspects.add(seed);
  });
  // what happens in one millisecond is in no order: a fault breaks its rule again
  const again = scenarios.filter(({ seed }) => suspects.has(seed));
  await playEach(pool, again, 1, ({ seed, breaches }) => {
    for (const { rule, seen } of breaches.filter(isNew)) wrong.push(`seed ${seed}: ${rule}: ${seen}`);
  });
  expect(wrong).toEqual([]);
}, 600_000);

test("docs/reliability.md lists the rules, and what was found: npm run test:chaos -- --sandbox --runs 0 --write", () => {
  const text = readFileSync(documentFile, "utf8");
  const list = Object.keys(rules).map((rule) => `- ${rule}\n`);
  expect(text).toContain(`\n\n${list.join("")}\n`);
  expect(text).toContain(foundTable());
});
