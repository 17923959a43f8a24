import { createHash } from "node:crypto";
import { hasFailed } from "../../suite/spec.ts";
import { safe } from "../../text/safe.ts";
import { xmlText } from "../../text/xml-text.ts";
import { timeOf } from "../build/time.ts";
import { changesBetween, changeWords } from "../compare/changes.ts";
import { sameTest } from "../compare/same-test.ts";
import type { Job } from "../load.ts";
import type { WholeBuild } from "../read.ts";

const mostEntries = 50;
const mostNames = 20;

/**
 * A feed of builds, the newest first, in Atom's form (RFC 4287): each with what fails newly and what changed. `hrefOf` gives the address of a
 * build's page, relative to the feed.
 */
export function feedXml(
  title: string,
  jobs: readonly Job<WholeBuild>[],
  hrefOf: (job: Job<WholeBuild>, build: string) => string,
): string {
  const entries = jobs
    .flatMap((job) => {
      const builds = job.builds.flatMap((one) => (one.kind === "complete" ? [one.value] : []));
      return builds.map((one, at) => ({ job, one, before: builds[at + 1], at: atOf(one) }));
    })
    .toSorted((a, b) => b.at - a.at)
    .slice(0, mostEntries);
  return `${[
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `<id>${idOf(jobs.map(({ store }) => store).join("\n"))}</id>`,
    `<title>${text(title)}</title>`,
    "<author><name>kubectl conformance</name></author>",
    `<updated>${stamp(entries[0]?.at ?? 0)}</updated>`,
    ...entries.flatMap(({ job, one, before, at }) => [
      "<entry>",
      `<id>${idOf(`${job.store}\n${one.head.build}`)}</id>`,
      `<title>${text(titleOf(job, one))}</title>`,
      `<updated>${stamp(at)}</updated>`,
      `<link href="${xmlText(hrefOf(job, one.head.build))}"/>`,
      `<content type="text">${contentOf(one, before).map(text).join("\n")}</content>`,
      "</entry>",
    ]),
    "</feed>",
  ].join("\n")}\n`;
}

function titleOf({ name }: Job<WholeBuild>, { head }: WholeBuild): string {
  const verdict = { passed: "passed", failed: "failed", incomplete: "no verdict" }[head.verdict];
  const counts =
    head.counts === undefined ? "" : `, ${head.counts.failed} of ${head.counts.total} tests failed`;
  return `${name}: ${verdict}${head.verdict === "failed" ? counts : ""}`;
}

function contentOf({ head, build }: WholeBuild, before: WholeBuild | undefined): string[] {
  const failedBefore = new Set(
    before?.build.tests.flatMap(({ name, state }) => (hasFailed(state) ? [sameTest(name)] : [])),
  );
  const newly = build.tests.filter(
    ({ name, state }) => hasFailed(state) && !failedBefore.has(sameTest(name)),
  );
  const left = newly.length - mostNames;
  return [
    `build ${head.build}${head.server === undefined ? "" : `, Kubernetes ${head.server}`}`,
    ...(build.reason === undefined ? [] : [build.reason]),
    ...(before === undefined
      ? []
      : changesBetween(before.build, build).map((one) => `changed: ${changeWords(one)}`)),
    ...newly
      .slice(0, mostNames)
      .map(({ name, cause }) => `fails newly: ${name}${cause === undefined ? "" : `: ${cause}`}`),
    ...(left > 0 ? [`and ${left} more`] : []),
  ];
}

/** When a build was there, in milliseconds; 0 if that is unknown. */
function atOf({ head }: WholeBuild): number {
  return head.finished ?? timeOf(head) ?? 0;
}

function stamp(at: number): string {
  return new Date(Math.abs(at) <= 8.64e15 ? at : 0).toISOString();
}

function text(words: string): string {
  return xmlText(safe(words));
}

/** The same for the same thing each time, and a valid IRI. */
function idOf(of: string): string {
  const hex = createHash("sha256").update(of).digest("hex");
  // of version 8, which is for ids of one's own making (RFC 9562)
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
