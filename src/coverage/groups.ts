import { sigOf } from "../suite/names.ts";
import type { Coverage, Endpoint } from "./schema.ts";

/** By what endpoints can be counted. */
export const dimensions = ["group", "version", "kind", "verb", "level", "category", "sig"] as const;
export type Dimension = (typeof dimensions)[number];

/** The counts of some endpoints. */
export interface Counts {
  readonly name: string;
  readonly endpoints: number;
  readonly eligible: number;
  readonly tested: number;
  readonly conformanceTested: number;
  /** Eligible ones without a test, by the definition. */
  readonly untested: number;
}

/** Whether an endpoint has the test that the definition asks for: APISnoop wants a conformance test, test-infra any request. */
export function isCovered({ definition }: Pick<Coverage, "definition">, endpoint: Endpoint): boolean {
  return definition === "apisnoop" ? endpoint.conformanceTested : endpoint.tested;
}

/** The eligible endpoints without the test that the definition asks for. */
export function untestedOf(coverage: Pick<Coverage, "definition" | "endpoints">): readonly Endpoint[] {
  return coverage.endpoints.filter((endpoint) => endpoint.eligible && !isCovered(coverage, endpoint));
}

/** What the endpoints are worth that a name of a dimension has; deprecated ones count only where they were hit. */
export function countsBy(coverage: Coverage, dimension: Dimension): readonly Counts[] {
  const groups = new Map<string, Endpoint[]>();
  for (const endpoint of coverage.endpoints) {
    if (endpoint.deprecated && !endpoint.tested) continue;
    for (const name of namesOf(endpoint, dimension)) {
      const group = groups.get(name) ?? [];
      groups.set(name, group);
      group.push(endpoint);
    }
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, endpoints]) => ({ name, ...countsOf(coverage, endpoints) }));
}

export function countsOf(
  coverage: Pick<Coverage, "definition">,
  endpoints: readonly Endpoint[],
): Omit<Counts, "name"> {
  const eligible = endpoints.filter((endpoint) => endpoint.eligible);
  return {
    endpoints: endpoints.length,
    eligible: eligible.length,
    tested: endpoints.filter(({ tested }) => tested).length,
    conformanceTested: endpoints.filter(({ conformanceTested }) => conformanceTested).length,
    untested: eligible.filter((endpoint) => !isCovered(coverage, endpoint)).length,
  };
}

function namesOf(endpoint: Endpoint, dimension: Dimension): readonly string[] {
  switch (dimension) {
    case "group":
      return [groupName(endpoint)];
    case "version":
      return [versionName(endpoint)];
    case "kind":
      return [endpoint.kind === null ? "-" : `${endpoint.kind}.${versionName(endpoint)}`];
    case "verb":
      return [endpoint.action];
    case "level":
      return [endpoint.level];
    case "category":
      return [endpoint.category];
    case "sig":
      return sigsOf(endpoint);
  }
}

/** The group of its path: an eviction is posted to core, although its kind belongs to policy. */
export function groupName({ path }: Pick<Endpoint, "path">): string {
  const [first = "", second = ""] = path.split("/").filter((part) => part !== "");
  if (first === "api") return "core";
  return first === "apis" && second !== "" ? second : "-";
}

/** `apps/v1`, `v1` for core, `-` for paths without a version. */
export function versionName(endpoint: Pick<Endpoint, "path">): string {
  const parts = endpoint.path.split("/").filter((part) => part !== "");
  if (parts[0] === "api") return parts[1] ?? "-";
  return parts[0] === "apis" && parts[2] !== undefined ? `${parts[1]}/${parts[2]}` : "-";
}

/** The SIGs whose tests hit an endpoint. */
export function sigsOf({ tests }: Pick<Endpoint, "tests">): readonly string[] {
  const sigs = new Set(tests.map((test) => sigOf(test) ?? "-"));
  return sigs.size === 0 ? ["(untested)"] : [...sigs];
}
