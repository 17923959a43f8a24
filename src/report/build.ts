import type { Steps } from "../async/steps.ts";
import { replayed } from "../results/deviations.ts";
import { testId } from "../results/evidence.ts";
import type { EvidenceText } from "../results/read/evidence.ts";
import { hasRun, type ViewedSpec } from "../results/view.ts";
import { tagsOf } from "../suite/names.ts";
import { type Anchor, clockOf, replayClockOf } from "./clocks.ts";
import { criticalPath, type Placed } from "./critical-path.ts";
import type { LogPart, ReportData, TestData } from "./data.ts";
import { lanesOf } from "./lanes.ts";
import type { LogParts } from "./logs.ts";
import type { Subject } from "./subject.ts";
import { type Trace, traceSteps } from "./trace.ts";

/** What is known about a run besides its subject. */
export interface Sources {
  /** The parts of e2e.log, as the specs were viewed. */
  readonly logs: LogParts;
  /** The text of events.jsonl, if the run was followed. */
  readonly events?: string | undefined;
  /** The evidence of failed tests, by their names. */
  readonly evidence?: ReadonlyMap<string, readonly EvidenceText[]> | undefined;
}

/** The content of the page: its data, and the text that the `LogPart`s refer to, in UTF-8. */
export interface Built {
  readonly data: ReportData;
  readonly log: readonly Uint8Array[];
}

// a failure's message may contain whole objects; the log has them in full
const mostOfMessage = 65_536;
const mostOfMessages = 8 * 2 ** 20;

/** Assembles what the page shows, in steps. */
export function* buildSteps(subject: Subject, { logs, events, evidence }: Sources): Steps<Built> {
  const trace = events === undefined ? undefined : yield* traceSteps(events);
  const { bytes, places } = logs.end();
  yield;
  const { specs } = subject;
  const spans = specs.map((spec) => spanOf(spec, trace));
  const anchors = anchorsOf(specs, spans, trace);
  const clock = subject.deviations.includes(replayed) ? replayClockOf(anchors) : clockOf(anchors);
  const pods = trace?.pods.map((pod) => ({ ...pod, at: clock(pod.states[0]?.[0] ?? 0) })) ?? [];
  const began = spans.flatMap((span) => (span === undefined ? [] : [span.from]));
  const zero = began.length === 0 ? undefined : began.reduce((a, b) => Math.min(a, b)) - 1000;
  const end = spans.reduce((max, span) => Math.max(max, span?.to ?? 0), zero ?? 0) + 1000;
  const at = (time: number) => Math.round(time - (zero ?? 0));
  const seen = (time: number) => at(clock(time));
  yield;
  const ran = spans.flatMap((span, index) =>
    span === undefined ? [] : [{ ...span, index, process: specs[index]?.process }],
  );
  const { lanes, count, areKnown } = lanesOf(ran, subject.processes);
  const placed: Placed[] = ran.map(({ from, to, index }, order) => ({
    from: at(from),
    to: at(to),
    index,
    lane: lanes[order] ?? 0,
    isSerial: tagsOf(specs[index]?.name ?? "").includes("Serial"),
  }));
  const places2 = new Map(placed.map((one) => [one.index, one]));
  let room = mostOfMessages;
  const tests = specs.map((spec, index): TestData => {
    const most = Math.min(mostOfMessage, room);
    room -= Math.min(spec.message?.length ?? 0, most);
    return testOf(
      spec,
      places2.get(index),
      places.get(spec.name),
      trace?.ends.get(spec.name)?.namespaces,
      most,
      evidence?.get(spec.name),
    );
  });
  yield;
  const path = criticalPath(placed);
  const inside = (time: number) => zero !== undefined && time >= zero - 600_000 && time <= end + 600_000;
  return {
    log: bytes,
    data: {
      ...(zero !== undefined && { zero }),
      span: zero === undefined ? 0 : Math.round(end - zero),
      tests,
      lanes: count,
      lanesKnown: areKnown,
      ...(subject.processes !== undefined && { processes: subject.processes }),
      pods: pods
        .filter((pod) => inside(pod.at))
        .map(({ namespace, name, states, ended }) => ({
          namespace,
          name,
          states: states.map(([time, state, word]) => [seen(time), state, word] as const),
          ...(ended !== undefined && { ended: seen(ended) }),
        })),
      notices: trace?.notices.map((notice) => ({ ...notice, at: seen(notice.at) })) ?? [],
      silences: trace?.silences.map(([from, to]) => [seen(from), seen(to)] as const) ?? [],
      ...(path && { path }),
      ...(subject.logName !== undefined && { logName: subject.logName }),
    },
  };
}

/** When a spec ran: according to its log, whose first line with a time is among the first lines; otherwise as it was observed. */
function spanOf(spec: ViewedSpec, trace: Trace | undefined): { from: number; to: number } | undefined {
  if (!hasRun(spec)) return undefined;
  const length = Math.max(0, spec.seconds * 1000);
  if (spec.began !== undefined) return { from: spec.began, to: Math.max(spec.began + length, spec.began) };
  const seen = trace?.ends.get(spec.name)?.at;
  return seen === undefined ? undefined : { from: seen - length, to: seen };
}

function anchorsOf(
  specs: readonly ViewedSpec[],
  spans: readonly ({ readonly to: number } | undefined)[],
  trace: Trace | undefined,
): Anchor[] {
  return specs.flatMap((spec, index) => {
    const seen = trace?.ends.get(spec.name)?.at;
    const to = spans[index]?.to;
    return seen === undefined || to === undefined || spec.began === undefined ? [] : [[seen, to] as const];
  });
}

function testOf(
  spec: ViewedSpec,
  placed: Placed | undefined,
  log: LogPart | undefined,
  namespaces: readonly string[] | undefined,
  mostOfWords: number,
  evidence: readonly EvidenceText[] | undefined,
): TestData {
  const { name, state, seconds, flaked, cause, message, location } = spec;
  return {
    id: testId(name),
    name,
    state,
    seconds,
    ...(flaked === true && { flaked }),
    ...(placed && { began: placed.from, ended: placed.to, lane: placed.lane }),
    ...(cause !== undefined && { cause }),
    ...(message !== undefined && message !== cause && { message: clipped(message, mostOfWords) }),
    ...(location !== undefined && { location }),
    ...(namespaces !== undefined && namespaces.length > 0 && { namespaces }),
    ...(log && { log }),
    ...(evidence && { evidence }),
  };
}

function clipped(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}\n… ${text.length - most} more characters` : text;
}
