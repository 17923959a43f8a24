import { seenCauses, sharedCauses } from "../../results/cause-groups.ts";
import type { ViewedSpec } from "../../results/view.ts";
import { focusFor, sigOf } from "../../suite/names.ts";
import { hasFailed } from "../../suite/spec.ts";
import type { Printed } from "./printed.ts";

/** The results as one value, as `-o json` and `-o yaml` print them. */
export function documentOf({ view, chosen }: Printed) {
  const { results, specs, missing } = view;
  const {
    origin,
    runner,
    verdict,
    reason,
    certifiable,
    deviations,
    counts,
    seconds,
    times,
    versions,
    suite,
  } = results;
  const failed = specs.filter((spec) => hasFailed(spec.state)).map((spec) => spec.name);
  return {
    origin,
    runner: runner.name,
    ...(runner.name === "sonobuoy" && runner.version !== undefined ? { runnerVersion: runner.version } : {}),
    ...(runner.name === "kubectl conformance" ? { run: runner.record.id } : {}),
    verdict,
    ...(reason === undefined ? {} : { reason }),
    certifiable,
    deviations,
    counts,
    ...(seconds === undefined ? {} : { seconds }),
    times,
    versions,
    suite,
    /** The value for --focus that runs the failed tests again. */
    ...(failed.length === 0 ? {} : { rerunFocus: focusFor(failed) }),
    /** What several tests waited for, or failed because of. */
    causes: sharedCauses(
      specs.filter((spec) => hasFailed(spec.state)),
      seenCauses(results),
    ),
    flaky: specs.filter((spec) => spec.flaked === true).map((spec) => spec.name),
    missing,
    tests: chosen.map(testOf),
  };
}

/** One test in machine-readable form. */
export function testOf(spec: ViewedSpec) {
  const { name, state, seconds, cause, message, location, flaked, began, ended } = spec;
  const sig = sigOf(name);
  return {
    name,
    ...(sig === undefined ? {} : { sig }),
    state,
    seconds,
    ...(flaked === true ? { flaked } : {}),
    ...(began === undefined ? {} : { began: new Date(began).toISOString() }),
    ...(ended === undefined ? {} : { ended: new Date(ended).toISOString() }),
    ...(cause === undefined ? {} : { cause }),
    ...(location === undefined ? {} : { location }),
    ...(message === undefined ? {} : { message }),
  };
}
