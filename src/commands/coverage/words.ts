import { countsOf, untestedOf } from "../../coverage/groups.ts";
import type { Coverage } from "../../coverage/schema.ts";
import type { Sink } from "../../process/io.ts";
import { safe } from "../../text/safe.ts";

/** Says the result on stderr, below a table. */
export function sayResult(stderr: Sink, coverage: Coverage): void {
  const first = coverage.userAgent === undefined ? headline(coverage) : usageLine(coverage);
  stderr.write(["", first, ...remarks(coverage)].map((line) => `${safe(line)}\n`).join(""));
}

/** The result in one line: `271 of 549 eligible endpoints of v1.35 are hit by conformance tests (49.4 %); 278 are not`. */
export function headline(coverage: Coverage): string {
  const { definition, release, eligible } = coverage;
  const untested = untestedOf(coverage).length;
  const covered = eligible.total - untested;
  const how = definition === "apisnoop" ? "hit by conformance tests" : "hit by any client";
  const rest = untested === 0 ? "" : `; ${untested} ${untested === 1 ? "is" : "are"} not`;
  return `${covered} of ${eligible.total} eligible endpoints of ${release} are ${how} (${percent(covered, eligible.total)})${rest}`;
}

/** The result for clients other than the suite. */
export function usageLine(coverage: Coverage): string {
  const used = coverage.endpoints.filter(({ tested }) => tested);
  const levels = (["stable", "beta", "alpha"] as const)
    .map((level) => `${used.filter((one) => one.level === level).length} ${level}`)
    .join(", ");
  return `${used.length} of ${countsOf(coverage, coverage.endpoints).endpoints} endpoints of ${coverage.release} are used by clients that match ${coverage.userAgent}: ${levels}`;
}

/** What a reader must know to read the numbers right. */
export function remarks(coverage: Coverage): string[] {
  const { definition, events, eligible, endpoints, unresolved } = coverage;
  const lines: string[] = [];
  if (coverage.partial === true) lines.push("PARTIAL: a log is cut off, so all counts are too small");
  lines.push(
    `${events.read} events, ${events.duplicates} of them further stages of requests seen before, and ${events.broken} broken ${events.broken === 1 ? "line" : "lines"}`,
  );
  if (coverage.userAgent === undefined) {
    const once = endpoints.filter((one) => one.eligible && one.tests.length === 1).length;
    if (once > 0) lines.push(`${once} of the eligible endpoints are hit by a single test`);
  }
  if (eligible.pending > 0)
    lines.push(
      `${eligible.pending} of the eligible endpoints may stay without a test for now (Kubernetes' pending list)`,
    );
  for (const { operationId, credited } of endpoints)
    if (credited !== undefined)
      lines.push(
        `${operationId}: requests of kube-scheduler are credited to the test ${credited}, as APISnoop does`,
      );
  if (definition === "test-infra")
    lines.push(
      "definition test-infra: requests of every client count, and paths that match no endpoint are given to the most similar one, custom resources too",
    );
  const left = unresolved.reduce((sum, { requests }) => sum + requests, 0);
  if (left > 0)
    lines.push(`${left} requests belong to no endpoint: custom resources, health checks, /openapi`);
  return lines;
}

/** `49.4 %`, never rounded up to all. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "0 %";
  return `${(Math.floor((part / whole) * 1000) / 10).toFixed(1).replace(/\.0$/, "")} %`;
}
