import { groupName, isCovered, versionName } from "../groups.ts";
import type { Coverage, Endpoint } from "../schema.ts";

/** How an endpoint is shown. */
export type State = "covered" | "untested" | "tested" | "other";

/** What the states are called, for the suite and for other clients. */
export const stateNames: Readonly<Record<State, string>> = {
  covered: "covered",
  untested: "eligible, untested",
  tested: "not eligible, tested",
  other: "not eligible",
};
export const usageNames: Readonly<Record<State, string>> = {
  covered: "used, eligible",
  untested: "not used, eligible",
  tested: "used, not eligible",
  other: "not used",
};

/** What the page's script needs beside what is in its table: which tests hit an endpoint. */
export interface PageData {
  readonly tests: readonly string[];
  /** By the place of the endpoint in the table, the places of its tests. */
  readonly hits: readonly (readonly number[])[];
}

export function stateOf(coverage: Pick<Coverage, "definition" | "userAgent">, endpoint: Endpoint): State {
  const isHit = coverage.userAgent === undefined ? isCovered(coverage, endpoint) : endpoint.tested;
  if (endpoint.eligible) return isHit ? "covered" : "untested";
  return endpoint.tested ? "tested" : "other";
}

export function pageData(endpoints: readonly Endpoint[]): PageData {
  const tests = [...new Set(endpoints.flatMap((one) => one.tests))].sort();
  const places = new Map(tests.map((test, place) => [test, place]));
  const hits = endpoints.map((one) => one.tests.flatMap((test) => places.get(test) ?? []));
  return { tests, hits };
}

/** A group or a version with its endpoints, in their order. */
export interface Branch {
  readonly name: string;
  readonly endpoints: readonly Endpoint[];
}

/** The endpoints by group, the largest first. */
export function groupsOf(endpoints: readonly Endpoint[]): readonly Branch[] {
  return branches(endpoints, groupName).sort(
    (a, b) => b.endpoints.length - a.endpoints.length || (a.name < b.name ? -1 : 1),
  );
}

/** The endpoints of a group by version, the stable ones first. */
export function versionsOf(endpoints: readonly Endpoint[]): readonly Branch[] {
  const rank = (name: string) => (/alpha/.test(name) ? 2 : /beta/.test(name) ? 1 : 0);
  return branches(endpoints, versionName).sort(
    (a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1),
  );
}

function branches(endpoints: readonly Endpoint[], nameOf: (endpoint: Endpoint) => string): Branch[] {
  return [...Map.groupBy(endpoints, nameOf)].map(([name, some]) => ({ name, endpoints: some }));
}
