import { countsBy, versionName } from "../../coverage/groups.ts";
import type { Coverage, Endpoint } from "../../coverage/schema.ts";
import { columns } from "../../display/columns.ts";
import { safe } from "../../text/safe.ts";
import type { Printed } from "./printed.ts";
import { percent } from "./words.ts";

/** `-o table`: counts by group or another property; the endpoints themselves where only some were asked for. */
export function asTable(printed: Printed): string {
  const { coverage, endpoints, isChosen, one, by } = printed;
  if (one !== undefined) return endpointText(one);
  if (isChosen && endpoints.some(({ ineligible }) => ineligible !== undefined)) {
    return columns(
      ["ENDPOINT", "REASON", "LINK"],
      endpoints.map(({ operationId, ineligible }) => [
        operationId,
        ineligible?.reason ?? "",
        ineligible?.link ?? "",
      ]),
    );
  }
  if (isChosen) {
    return columns(
      ["ENDPOINT", "METHOD", "PATH", "TESTS"],
      endpoints.map(({ operationId, method, path, tests }) => [
        operationId,
        method,
        path,
        String(tests.length),
      ]),
    );
  }
  const rows = countsBy(coverage, by).map(
    ({ name, endpoints, eligible, tested, conformanceTested, untested }) => [
      name,
      String(endpoints),
      String(tested),
      String(conformanceTested),
      String(eligible),
      String(untested),
      eligible === 0 ? "-" : percent(eligible - untested, eligible),
    ],
  );
  const table = columns(
    [by.toUpperCase(), "ENDPOINTS", "TESTED", "CONFORMANCE", "ELIGIBLE", "UNTESTED", "COVERED"],
    rows,
  );
  return coverage.userAgent === undefined ? table : `${usageTable(printed)}${deprecationTable(coverage)}`;
}

/** Everything about one endpoint. */
function endpointText(one: Endpoint): string {
  const eligible = one.ineligible === undefined ? yes(one.eligible) : `no: ${one.ineligible.reason}`;
  const facts = [
    ["Endpoint", one.operationId],
    ["Request", `${one.method.toUpperCase()} ${one.path}`],
    ["Kind", one.kind === null ? "" : `${one.kind} (${versionName(one)})`],
    ["Level", one.deprecated ? `${one.level}, deprecated` : one.level],
    ["Eligible", eligible],
    ...(one.ineligible === undefined ? [] : [["See", one.ineligible.link]]),
    ["Requests", String(one.requests)],
    ...(one.credited === undefined ? [] : [["Credited", "requests of kube-scheduler, as APISnoop does"]]),
    ["Tests", one.tests.length === 0 ? "none" : String(one.tests.length)],
  ];
  return [
    ...facts
      .filter(([, value]) => value !== "")
      .map(([label = "", value = ""]) => `${`${label}:`.padEnd(12)}${value}`),
    ...one.tests.map((test) => `  ${test}`),
  ]
    .map((line) => `${safe(line)}\n`)
    .join("");
}

/** Which kinds a client other than the suite uses. */
function usageTable({ coverage, by }: Printed): string {
  const used = { ...coverage, endpoints: coverage.endpoints.filter(({ tested }) => tested) };
  const rows = countsBy(used, by).map(({ name, tested, eligible }) => [
    name,
    String(tested),
    String(eligible),
  ]);
  return columns([by.toUpperCase(), "ENDPOINTS", "ELIGIBLE"], rows);
}

/** The deprecated and removed kinds that were used, after an empty line; empty if there are none. */
export function deprecationTable({ lifecycle = [] }: Coverage): string {
  if (lifecycle.length === 0) return "";
  const table = columns(
    ["KIND", "STATUS", "DEPRECATED", "REMOVED", "REQUESTS", "INSTEAD"],
    lifecycle.map(({ group, version, kind, status, deprecated, removed, requests, replacement }) => [
      `${group === "" ? "" : `${group}/`}${version}/${kind}`,
      status,
      deprecated,
      removed ?? "",
      String(requests),
      replacement ?? "",
    ]),
  );
  return `\n${table}`;
}

/** `-o wide`: one line for each endpoint. */
export function asWide({ endpoints }: Printed): string {
  return columns(
    [
      "ENDPOINT",
      "METHOD",
      "LEVEL",
      "ELIGIBLE",
      "TESTED",
      "CONFORMANCE",
      "TESTS",
      "REQUESTS",
      "PATH",
      "WHY NOT ELIGIBLE",
    ],
    endpoints.map((one) => [
      `${one.operationId}${one.credited === undefined ? "" : " *"}`,
      one.method,
      one.level,
      yes(one.eligible),
      yes(one.tested),
      yes(one.conformanceTested),
      String(one.tests.length),
      String(one.requests),
      one.path,
      one.ineligible?.reason ?? (one.deprecated ? "deprecated" : one.eligible ? "" : notEligible(one.level)),
    ]),
  );
}

function notEligible(level: string): string {
  return level === "stable" ? "not in the release, or by the definition" : level;
}

function yes(value: boolean): string {
  return value ? "yes" : "no";
}
