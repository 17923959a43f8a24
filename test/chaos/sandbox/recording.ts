import { brotliCompressSync, constants } from "node:zlib";
import {
  loadRecording,
  type NamespaceSpan,
  type PodChange,
  type Recording,
  unpack,
} from "../../../src/sandbox/replay/recording.ts";
import type { SuiteShape } from "../scenario.ts";

/** A spec of the recorded run, in the words it left. */
interface Spec {
  readonly name: string;
  readonly labels: string;
  readonly location: string;
  readonly timeline: readonly string[];
  readonly base: string;
  readonly namespace: string;
}

interface Sources {
  readonly real: Recording;
  readonly head: string;
  readonly tail: string;
  readonly specs: readonly Spec[];
}

let sources: Promise<Sources> | undefined;

const delimiter = "------------------------------\n";

/** A short run made of specs of the real recording, with the names of its specs. The same shape gives the same run. */
export async function shortRecording(shape: SuiteShape): Promise<{ recording: Recording; specs: string[] }> {
  sources ??= load();
  const { real, head, tail, specs } = await sources;
  const chosen = Array.from(
    { length: shape.specs },
    (_, i) => specs[(shape.first + i * 7) % specs.length],
  ).filter((spec) => spec !== undefined);
  const log = new Log();
  log.at(0, head);
  log.at(300, beginning(shape, chosen.length));
  const namespaces: NamespaceSpan[] = [];
  const pods: PodChange[] = [];
  const free = Array.from({ length: shape.processes }, () => 600);
  const failures: string[] = [];
  for (const [i, spec] of chosen.entries()) {
    const process = free.indexOf(Math.min(...free));
    const begin = free[process] ?? 0;
    const end = begin + shape.specMs * (1 + (i % 3));
    free[process] = end;
    const failed = i < shape.failing;
    const block = blockOf(spec, shape, (end - begin) / 1000, failed);
    if (failed) failures.push(`  [FAIL] ${named(spec, true)}\n  ${spec.location}\n`);
    if (shape.processes === 1) log.spread(begin, end, block);
    else log.at(end, block);
    const times = { created: begin + 50, destroyed: end, gone: end + 5000 };
    namespaces.push({ name: spec.namespace, base: spec.base, process: 20 + process, ...times });
    pods.push(...podOf(spec.namespace, begin + 100, end));
  }
  const ended = Math.max(...free) + 400;
  log.at(ended - 100, ending(chosen.length, shape.failing, failures, ended / 1000));
  log.at(ended, tail);
  const { text, writes } = log.finish();
  const packed = (words: string) =>
    brotliCompressSync(words, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }).toString("base64");
  pods.sort((a, b) => a.at - b.at);
  return {
    specs: chosen.map(({ name }) => name),
    recording: {
      version: real.version,
      ended,
      standing: [],
      namespaces,
      log: { brotli: packed(text), writes, head: Buffer.byteLength(head), tail: Buffer.byteLength(tail) },
      junit: { brotli: packed(junit(chosen, shape)) },
      pods: packed(pods.map((change) => `${JSON.stringify(change)}\n`).join("")),
    },
  };
}

async function load(): Promise<Sources> {
  const real = await loadRecording();
  const bytes = unpack(real.log.brotli);
  const text = bytes.toString();
  const found = text.split(`\n${delimiter}`).flatMap((block): Spec[] => {
    const match =
      /^• \[[^\]]+\]\n(.+?) (\[[^\]]*\])\n(\S+)\n\n {2}Timeline >>\n([\s\S]+) {2}<< Timeline$/.exec(block);
    const namespace = /Destroying namespace "([^"]+)" for this suite/.exec(block)?.[1];
    if (match === null || namespace === undefined || block.length > 2000) return [];
    const [, name = "", labels = "", location = "", lines = ""] = match;
    const base = namespace.replace(/-\d+$/, "");
    return [{ name, labels, location, timeline: lines.trimEnd().split("\n"), base, namespace }];
  });
  const specs = [...new Map(found.map((spec) => [spec.namespace, spec])).values()];
  const head = bytes.subarray(0, real.log.head).toString();
  const tail = bytes.subarray(bytes.length - real.log.tail).toString();
  return { real, head, tail, specs };
}

function beginning({ processes }: SuiteShape, specs: number): string {
  const setUp =
    processes === 1
      ? "[SynchronizedBeforeSuite] \nk8s.io/kubernetes@v1.35.4/test/e2e/e2e.go:69\n[SynchronizedBeforeSuite] PASSED [0.067 seconds]\n"
      : "[SynchronizedBeforeSuite] PASSED [0.067 seconds]\n[SynchronizedBeforeSuite] \nk8s.io/kubernetes@v1.35.4/test/e2e/e2e.go:69\n";
  const lines = [
    "Running Suite: Kubernetes e2e suite - /usr/local/bin\n====================================================\nRandom Seed: 1795212957 - will randomize all specs\n\n",
    `Will run ${specs} of 7355 specs\n`,
    processes === 1 ? "" : `Running in parallel across ${processes} processes\n`,
    delimiter,
    setUp,
    delimiter,
  ];
  return lines.join("");
}

function named({ name, labels }: Spec, failed: boolean): string {
  // Ginkgo puts the node that failed between the containers' texts and the spec's own, which begins with a small letter or not at all
  const text = failed ? name.replace(/ (?=should |[a-z])/, " [It] ") : name;
  return `${text} ${labels}`;
}

function blockOf(spec: Spec, { processes }: SuiteShape, seconds: number, failed: boolean): string {
  const took = `[${seconds.toFixed(3)} seconds]`;
  const mark = failed ? `• [FAILED] ${took}` : `• ${took}`;
  const end = failed
    ? `\n  [FAILED] it did not work\n  In [It] at: ${spec.location} @ 11/20/26 22:16:20.536\n`
    : "";
  const steps = failed
    ? [...spec.timeline, `  [FAILED] in [It] - ${spec.location} @ 11/20/26 22:16:20.536`]
    : spec.timeline;
  const timeline = steps.join("\n");
  if (processes > 1)
    return `${mark}\n${named(spec, failed)}\n${spec.location}\n\n  Timeline >>\n${timeline}\n  << Timeline\n${end}${delimiter}`;
  const begun = `${named(spec, false)}\n${spec.location}\n${timeline}\n${mark}\n`;
  return `${begun}${failed ? `${named(spec, true)}\n${spec.location}\n${end}` : ""}${delimiter}`;
}

function ending(specs: number, failing: number, failures: readonly string[], seconds: number): string {
  const summary =
    failing === 0 ? "" : `\nSummarizing ${failing} Failure${failing === 1 ? "" : "s"}:\n${failures.join("")}`;
  const counts = `${specs - failing} Passed | ${failing} Failed | 0 Pending | ${7355 - specs} Skipped`;
  return [
    summary,
    `\nRan ${specs} of 7355 Specs in ${seconds.toFixed(3)} seconds\n${failing === 0 ? "SUCCESS!" : "FAIL!"} -- ${counts}\n\n\n`,
    `Ginkgo ran 1 suite in ${seconds.toFixed(3)}s\n${failing === 0 ? "Test Suite Passed" : "\nTest Suite Failed"}\n`,
  ].join("");
}

function junit(specs: readonly Spec[], { failing }: SuiteShape): string {
  const attribute = (words: string) =>
    words
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll("'", "&#39;")
      .replaceAll('"', "&#34;");
  const cases = specs.map(({ name }, i) => {
    const begin = `          <testcase name="[It] ${attribute(name)}" classname="Kubernetes e2e suite" status=`;
    if (i >= failing) return `${begin}"passed" time="1.5"></testcase>`;
    return `${begin}"failed" time="1.5">\n              <failure message="" type="failed">[FAILED] it did not work</failure>\n          </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `  <testsuites tests="${specs.length}" disabled="0" errors="0" failures="${failing}" time="10.5">`,
    `      <testsuite name="Kubernetes e2e suite" package="/usr/local/bin" tests="${specs.length}" disabled="0" skipped="0" errors="0" failures="${failing}" time="10.5" timestamp="2026-11-20T22:16:04">`,
    "          <properties>",
    `              <property name="SuiteSucceeded" value="${failing === 0}"></property>`,
    '              <property name="SpecialSuiteFailureReason" value=""></property>',
    "          </properties>",
    ...cases,
    "      </testsuite>",
    "  </testsuites>",
    "",
  ].join("\n");
}

/** A pod's rows from its making to its end. */
function podOf(ns: string, begin: number, end: number): PodChange[] {
  const row = (
    at: number,
    type: PodChange["type"],
    ready: string,
    status: string,
    node: string,
  ): PodChange => ({
    at,
    type,
    ns,
    name: `pod-${ns}`,
    cells: [ready, status, "0", status === "Running" ? "10.244.1.9" : "<none>", node, "<none>", "<none>"],
  });
  const step = (end - begin) / 4;
  return [
    row(begin, "ADDED", "0/1", "Pending", "<none>"),
    row(begin + step, "MODIFIED", "0/1", "ContainerCreating", "node1"),
    row(begin + 2 * step, "MODIFIED", "1/1", "Running", "node1"),
    row(begin + 3 * step, "MODIFIED", "0/1", "Completed", "node1"),
    row(end - 1, "DELETED", "0/1", "Completed", "node1"),
  ];
}

/** Text with the times its pieces were written. */
class Log {
  readonly #pieces: { readonly at: number; readonly text: string }[] = [];

  at(at: number, text: string): void {
    this.#pieces.push({ at, text });
  }

  /** A line at a time. */
  spread(from: number, to: number, text: string): void {
    const lines = text.split(/(?<=\n)/);
    for (const [i, line] of lines.entries())
      this.at(from + Math.round(((to - from) * (i + 1)) / lines.length), line);
  }

  finish(): { text: string; writes: number[] } {
    const pieces = this.#pieces.toSorted((a, b) => a.at - b.at);
    let last = 0;
    const writes = pieces.flatMap(({ at, text }) => {
      const pair = [at - last, Buffer.byteLength(text)];
      last = at;
      return pair;
    });
    return { text: pieces.map(({ text }) => text).join(""), writes };
  }
}
