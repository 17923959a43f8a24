import { expect, test } from "bun:test";
import { generate } from "./generator.ts";
import type { Scenario } from "./scenario.ts";
import { shrink } from "./shrink.ts";

const rich = (): Scenario => {
  for (let seed = 0; ; seed++) {
    const scenario = generate(seed, "sandbox");
    if (scenario.faults.length === 4 && scenario.clients.length === 3 && scenario.bystanders.length > 1)
      return scenario;
  }
};

test("only what is needed to fail remains", async () => {
  const whole = rich();
  const [, needed] = whole.faults;
  const least = await shrink(whole, async ({ faults }) => needed !== undefined && faults.includes(needed));
  expect(needed === undefined ? [] : [needed]).toEqual([...least.faults]);
  expect(least.clients.map(({ verb, acts }) => ({ verb, acts }))).toEqual([{ verb: "run", acts: [] }]);
  expect(least).toMatchObject({ seed: whole.seed, bystanders: [], ownNamespace: false, suite: { specs: 1 } });
});

test("where everything is needed, everything remains", async () => {
  const whole = rich();
  expect(await shrink(whole, async () => false)).toEqual(whole);
});
