import type { Scenario } from "./scenario.ts";

/** Every scenario that lacks one thing of this one: a fault, a client, something done to one, a bystander. */
export function smaller(scenario: Scenario): Scenario[] {
  const { clients, faults, bystanders, suite } = scenario;
  const [leader, ...others] = clients;
  if (leader === undefined) return [];
  return [
    ...without(faults).map((fewer) => ({ ...scenario, faults: fewer })),
    ...without(others).map((fewer) => ({ ...scenario, clients: [leader, ...fewer] })),
    ...clients.flatMap((client, i) =>
      without(client.acts).map((acts) => ({ ...scenario, clients: clients.with(i, { ...client, acts }) })),
    ),
    ...without(bystanders).map((fewer) => ({ ...scenario, bystanders: fewer })),
    ...(scenario.ownNamespace ? [{ ...scenario, ownNamespace: false }] : []),
    ...(suite.specs > 1
      ? [{ ...scenario, suite: { ...suite, specs: 1, failing: Math.min(1, suite.failing) } }]
      : []),
  ];
}

/** Leaves out one thing after the other for as long as `fails` says that it still fails. */
export async function shrink(
  scenario: Scenario,
  fails: (smaller: Scenario) => Promise<boolean>,
): Promise<Scenario> {
  for (const candidate of smaller(scenario)) {
    if (await fails(candidate)) return shrink(candidate, fails);
  }
  return scenario;
}

function without<T>(list: readonly T[]): T[][] {
  return list.map((_, i) => list.filter((_, other) => other !== i));
}
