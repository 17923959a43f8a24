import { parseAs } from "../../schema/faults.ts";
import type { Schema } from "../../schema/infer.ts";
import type { Build } from "./schema.ts";

const integer = { type: "integer" } as const satisfies Schema;
const text = { type: "string" } as const satisfies Schema;

/** started.json, as far as it is read; any publisher's (testgrid metadata/job.go, `Started`). */
const startedSchema = {
  type: "object",
  required: ["timestamp"],
  properties: {
    timestamp: { type: "integer", minimum: 1 },
    metadata: {
      type: "object",
      required: [],
      properties: { "results-sha256": text },
    },
  },
} as const satisfies Schema;

/** finished.json, as far as it is read (testgrid metadata/job.go, `Finished`); values of metadata may be anything. */
const finishedSchema = {
  type: "object",
  required: [],
  properties: {
    timestamp: integer,
    passed: { type: "boolean" },
    result: text,
  },
} as const satisfies Schema;

/** What started.json and finished.json say about a build: enough for a row of builds, and a hundredth of its junit. */
export interface BuildHead {
  /** Its number. */
  readonly build: string;
  readonly verdict: Build["verdict"];
  /** Milliseconds since the epoch. */
  readonly started?: number;
  readonly finished?: number;
  /** The API server's version. */
  readonly server?: string;
  readonly counts?: { readonly passed: number; readonly failed: number; readonly total: number };
  /** How long the suite took. */
  readonly seconds?: number;
  readonly replayed?: boolean;
}

/** The text of started.json; `results` is the sha256 of the suite's files, by which a publisher recognizes its own build. */
export function startedText(started: number, results: string): string {
  return `${JSON.stringify({ timestamp: Math.floor(started / 1000), metadata: { "results-sha256": results } }, null, 2)}\n`;
}

/** The time in a started.json, in milliseconds, and which results it belongs to. @throws SyntaxError if it is not one */
export function readStarted(json: string): { readonly started: number; readonly results?: string } {
  const { timestamp, metadata } = parseAs(startedSchema, json);
  const results = metadata?.["results-sha256"];
  return { started: timestamp * 1000, ...(results !== undefined && { results }) };
}

/** Results in the words of Prow's sidecar. */
const resultOf = { passed: "SUCCESS", failed: "FAILURE", incomplete: "ABORTED" } as const;

/**
 * The text of finished.json: `passed` and `result`, because each is what some reader wants. TestGrid's headers show values of metadata that are
 * strings, so all of them are.
 */
export function finishedText(build: Build, finished: number): string {
  const { verdict, certifiable, counts, versions, nodes, image, suite, seconds, run, runner, tool } = build;
  const each = (of: (kind: Build["nodes"][number]) => string) => [...new Set(nodes.map(of))].join(", ");
  const all: Readonly<Record<string, string | undefined>> = {
    "job-version": versions.server,
    "suite-version": versions.suite,
    verdict,
    certifiable: String(certifiable),
    "tests-passed": String(counts.passed),
    "tests-failed": String(counts.failed),
    "tests-total": String(counts.total),
    seconds: seconds === undefined ? undefined : String(seconds),
    nodes: nodes.length === 0 ? undefined : String(nodes.reduce((sum, { count }) => sum + count, 0)),
    kubelet: each(({ kubelet }) => kubelet),
    kernel: each(({ kernel }) => kernel),
    "os-image": each(({ osImage }) => osImage),
    "container-runtime": each(({ containerRuntime }) => containerRuntime),
    platform: each(({ os, architecture }) => `${os}/${architecture}`),
    image: image?.name,
    "image-digest": image?.digest,
    mode: suite.mode,
    run,
    runner,
    replayed: build.replayed === true ? "true" : undefined,
    uploader: tool,
  };
  const metadata = Object.fromEntries(Object.entries(all).filter(([, value]) => value));
  return `${JSON.stringify(
    {
      timestamp: Math.floor(finished / 1000),
      passed: verdict === "passed",
      result: resultOf[verdict],
      metadata,
    },
    null,
    2,
  )}\n`;
}

/** A build, according to the text of its finished.json, any publisher's. @throws SyntaxError if it is not one */
export function readFinished(build: string, json: string): BuildHead {
  const said = parseAs(finishedSchema, json);
  const { timestamp, passed, result } = said;
  const metadata = stringsIn("metadata" in said ? said.metadata : undefined);
  const number = (name: string) => {
    const value = metadata[name];
    return value !== undefined && /^\d{1,9}(?:\.\d{1,9})?$/.test(value) ? Number(value) : undefined;
  };
  const [ran, failed, total, seconds] = [
    number("tests-passed"),
    number("tests-failed"),
    number("tests-total"),
    number("seconds"),
  ];
  const server = metadata["job-version"];
  return {
    build,
    verdict: verdictOf(passed, result, metadata.verdict),
    ...(timestamp !== undefined && timestamp > 0 && { finished: timestamp * 1000 }),
    ...(server !== undefined && { server: server.slice(0, 200) }),
    ...(ran !== undefined &&
      failed !== undefined && { counts: { passed: ran, failed, total: total ?? ran + failed } }),
    ...(seconds !== undefined && { seconds }),
    ...(metadata.replayed === "true" && { replayed: true }),
  };
}

/** Of other publishers' metadata only what is text counts. */
function stringsIn(metadata: unknown): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(typeof metadata === "object" && metadata !== null ? metadata : {});
  return Object.fromEntries(entries.filter(([, value]) => typeof value === "string"));
}

/** Crier writes results in lower case; a build that was aborted has no verdict. */
function verdictOf(
  passed: boolean | undefined,
  result: string | undefined,
  own: string | undefined,
): Build["verdict"] {
  const word = result?.toUpperCase();
  if (own === "incomplete" || word === "ABORTED" || word === "PENDING" || word === "ERROR")
    return "incomplete";
  if (passed !== undefined) return passed ? "passed" : "failed";
  return word === "SUCCESS" ? "passed" : "failed";
}

/** What a whole build says in place of its finished.json. */
export function headOf(build: Build, finished: number | undefined): BuildHead {
  const { verdict, started, counts, seconds, versions, replayed } = build;
  const began = Date.parse(started ?? "");
  return {
    build: build.build,
    verdict,
    ...(!Number.isNaN(began) && { started: began }),
    ...(finished !== undefined && { finished }),
    ...(versions.server !== undefined && { server: versions.server }),
    counts: { passed: counts.passed, failed: counts.failed, total: counts.total },
    ...(seconds !== undefined && { seconds }),
    ...(replayed === true && { replayed }),
  };
}
