import { InputError } from "../../errors.ts";
import type { Finding } from "../preflight/finding.ts";
import { suiteTests, testOf } from "../suite-tests.ts";

/** The flags without which a test of the suite is skipped. */
const needs: Readonly<Record<string, RegExp>> = {
  TestAcceleratorClusterAutoscaling: /^--?autoscaler-node-pool-label(?:=|$)/,
  TestAcceleratorPerformanceMetrics: /^--?metrics-endpoint(?:=|$)/,
  TestAIServiceMetrics: /^--?service-metrics-(?:prometheus-service|query-url)(?:=|$)/,
};

/** The tests to run, and those that are left out with why. */
export interface Chosen {
  /** The pattern for `-test.run`; undefined for all. */
  readonly pattern: string | undefined;
  readonly tests: readonly string[];
  readonly left: readonly string[];
}

/** What the choice depends on. */
export interface Choice {
  /** The top-level tests that the binary has. */
  readonly listed: readonly string[];
  readonly findings: readonly Finding[];
  /** `--requirement` */
  readonly requirements: readonly string[];
  /** The flags that are passed through. */
  readonly passed: readonly string[];
}

/**
 * Chooses the tests that can pass on this cluster: a failed test, or a skipped one of a requirement that is claimed, makes the validator refuse
 * the whole submission. Named requirements are run whatever the cluster shows. A binary with none of the suite's tests is run as a whole.
 * @throws InputError for a requirement without a test, or whose test the binary does not have
 */
export function chooseTests({ listed, findings, requirements, passed }: Choice): Chosen {
  const known = listed.filter((test) => Object.hasOwn(suiteTests, test));
  if (requirements.length > 0) return ofRequirements(requirements, listed);
  if (known.length === 0) return { pattern: undefined, tests: listed, left: [] };
  const left: string[] = [];
  const tests = known.filter((test) => {
    const finding = findings.find(({ requirement }) => requirement === suiteTests[test]);
    const need = needs[test];
    if (need !== undefined && passed.some((word) => need.test(word))) return true;
    if (finding === undefined) {
      left.push(`${test}: the release has no requirement ${suiteTests[test]}`);
      return false;
    }
    if (finding.suite === undefined && finding.verdict === "likely") return true;
    left.push(`${test}: ${finding.suite ?? finding.found[0] ?? finding.verdict}`);
    return false;
  });
  const others = listed.length - known.length;
  if (others > 0) left.push(`${others} other tests of the binary, which show no requirement`);
  return { pattern: patternOf(tests), tests, left };
}

function ofRequirements(requirements: readonly string[], listed: readonly string[]): Chosen {
  const tests = requirements.map((requirement) => {
    const test = testOf(requirement);
    const fix = `choose from: ${Object.values(suiteTests).join(", ")}`;
    if (test === undefined) throw new InputError(`${requirement} has no test in the upstream suite`, { fix });
    if (!listed.includes(test))
      throw new InputError(`the binary has no ${test}`, { fix: "use a newer one of the suite" });
    return test;
  });
  return { pattern: patternOf(tests), tests, left: [] };
}

function patternOf(tests: readonly string[]): string {
  return `^(?:${tests.join("|")})$`;
}
