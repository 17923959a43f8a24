import { createHash } from "node:crypto";
import { InputError } from "../../errors.ts";
import { seenCauses } from "../../results/cause-groups.ts";
import { reportMarkdown } from "../../results/report-markdown.ts";
import { restOf } from "../../results/rest.ts";
import type { ResultsView } from "../../results/view.ts";
import { resultWords } from "../../results/words.ts";
import type { NewObject } from "../../stores/store.ts";
import { writeJunit } from "../../suite/junit-write.ts";
import { finishedText, startedText } from "../build/metadata.ts";
import { buildOf } from "../build/of-results.ts";
import { buildIdAt, objectNames } from "../layout.ts";

/** Results, ready to be published. */
export interface Publication {
  /** The number that their time gives them; another run that started in the same second may have it already. */
  readonly build: string;
  /** sha256 of the suite's files. */
  readonly results: string;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly finished: number;
  readonly view: ResultsView;
  /** The page of the run. */
  readonly report: string;
  /** What publishes: `kubectl-conformance v0.1.0`. */
  readonly tool: string;
}

/**
 * Prepares results for a store: when they started gives them their number.
 * @throws InputError if it is not known when the suite started, or nothing ran
 */
export function publicationOf(view: ResultsView, report: string, tool: string): Publication {
  const { times, seconds, files, origin } = view.results;
  const started = Date.parse(times.suiteStarted ?? times.started ?? "");
  if (Number.isNaN(started) || started < 1000)
    throw new InputError(`${origin} does not say when the suite started, and a build's number is that time`, {
      fix: "publish results that have junit_01.xml, or the folder of a run",
    });
  const finished = Date.parse(times.suiteFinished ?? times.finished ?? "");
  const hash = createHash("sha256");
  for (const file of [files.log, files.junit]) hash.update(file?.bytes ?? "").update("\0");
  return {
    build: buildIdAt(started),
    results: hash.digest("hex"),
    started,
    finished: Number.isNaN(finished) ? started + (seconds ?? 0) * 1000 : finished,
    view,
    report,
    tool,
  };
}

/** An object of a build. */
export interface BuildObject extends NewObject {
  readonly name: string;
}

const json = "application/json";
const plain = "text/plain; charset=utf-8";

/** The first object of a build. Everything about it follows from the results, so that a second publisher has the same. */
export function startedObject({ started, results }: Publication): BuildObject {
  return { name: objectNames.started, type: json, bytes: encoded(startedText(started, results)) };
}

/** The objects of a build between its first and its last one, in order. */
export function middleObjects(publication: Publication, job: string, build: string): readonly BuildObject[] {
  const { view, report, tool } = publication;
  const { files, specs, seconds } = view.results;
  const junit =
    files.junit?.bytes ??
    encoded(
      writeJunit({
        cases: specs,
        suiteNodes: [],
        properties: {},
        ...(seconds === undefined ? {} : { seconds }),
      }),
    );
  return [
    ...(files.log === undefined
      ? []
      : [{ name: objectNames.log, type: plain, bytes: files.log.bytes } satisfies BuildObject]),
    { name: objectNames.junit, type: "application/xml", bytes: junit },
    { name: objectNames.summary, type: "text/markdown; charset=utf-8", bytes: encoded(summaryOf(view)) },
    { name: objectNames.report, type: "text/html; charset=utf-8", bytes: encoded(report) },
    {
      name: objectNames.build,
      type: json,
      bytes: encoded(`${JSON.stringify(buildOf(view, { job, build, tool }))}\n`),
    },
  ];
}

/** The last object of a build: with it, the build is complete. */
export function finishedObject(
  { view, finished, tool }: Publication,
  job: string,
  build: string,
): BuildObject {
  const text = finishedText(buildOf(view, { job, build, tool }), finished);
  return { name: objectNames.finished, type: json, bytes: encoded(text) };
}

/** The same summary for any runner's results. */
function summaryOf(view: ResultsView): string {
  const { results, missing, specs } = view;
  const { verdict, versions, times, suite, nodes, runner } = results;
  const facts: (readonly [string, string | undefined])[] = [
    ["Kubernetes", versions.server],
    ["suite", versions.suite],
    ["started", times.suiteStarted],
    ["processes", suite.processes?.toString()],
    ["nodes", nodes.length === 0 ? undefined : String(nodes.length)],
    ["runner", runner.name],
  ];
  return reportMarkdown({
    title: `Conformance of Kubernetes ${versions.server ?? versions.suite ?? "of an unknown version"}`,
    verdict,
    words: resultWords(results),
    reason: results.reason,
    facts: facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const])),
    deviations: results.deviations,
    specs,
    missing,
    causes: seenCauses(results),
    rest: verdict === "incomplete" ? (restOf(results) ?? []) : [],
    flags: suite.processes === 1 ? ["--parallel", "1"] : [],
    paths: [],
  });
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
