import { countsBy, untestedOf } from "../../coverage/groups.ts";
import type { Coverage, Endpoint } from "../../coverage/schema.ts";
import { inline, table } from "../../results/markdown.ts";
import type { Printed } from "./printed.ts";
import { headline, percent, remarks, usageLine } from "./words.ts";

const mostListed = 50;

/** `-o markdown`: for a comment on a pull request or a job's summary. */
export function asMarkdown({ coverage, endpoints, isChosen, by }: Printed): string {
  if (isChosen) return `${endpointList(endpoints)}\n`;
  const isSuite = coverage.userAgent === undefined;
  const parts = [
    `## API coverage of Kubernetes ${coverage.release}`,
    `${inline(isSuite ? headline(coverage) : usageLine(coverage))}.`,
    table(
      [by, "endpoints", "tested", "by conformance tests", "eligible", "covered"],
      countsBy(coverage, by).map((row) => [
        inline(row.name),
        String(row.endpoints),
        String(row.tested),
        String(row.conformanceTested),
        String(row.eligible),
        row.eligible === 0 ? "" : percent(row.eligible - row.untested, row.eligible),
      ]),
    ),
    ...deprecations(coverage),
  ];
  const untested = untestedOf(coverage);
  if (isSuite && untested.length > 0)
    parts.push(
      `<details><summary>${untested.length} eligible endpoints without a test</summary>\n\n${endpointList(untested)}\n\n</details>`,
    );
  parts.push(
    remarks(coverage)
      .map((line) => `- ${inline(line)}`)
      .join("\n"),
  );
  return `${parts.join("\n\n")}\n`;
}

function deprecations({ lifecycle = [] }: Coverage): string[] {
  if (lifecycle.length === 0) return [];
  return [
    "### Deprecated kinds in use",
    table(
      ["kind", "status", "deprecated", "removed", "requests", "instead"],
      lifecycle.map((one) => [
        inline(`${one.group === "" ? "" : `${one.group}/`}${one.version}/${one.kind}`),
        one.status,
        one.deprecated,
        one.removed ?? "",
        String(one.requests),
        inline(one.replacement ?? ""),
      ]),
    ),
  ];
}

function endpointList(endpoints: readonly Endpoint[]): string {
  const rows = endpoints
    .slice(0, mostListed)
    .map(({ operationId, method, path }) => [inline(operationId), method, inline(path)]);
  const more = endpoints.length - rows.length;
  return `${table(["endpoint", "method", "path"], rows)}${more > 0 ? `\n\nand ${more} more` : ""}`;
}
