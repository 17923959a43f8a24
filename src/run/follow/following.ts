import type { V1Node, V1Pod } from "@kubernetes/client-node";
import { ExecError } from "../../kube/exec.ts";
import type { Change } from "../../kube/watch.ts";
import type { LogEvent } from "../../suite/log.ts";
import { blockingNodes, suiteWait } from "../../suite/node-wait.ts";
import type { SuiteRecord } from "../../suite/suite-record.ts";
import type { EndedBy, Said } from "../endings.ts";
import type { RunEvent } from "../events.ts";
import type { Ownership } from "../ownership.ts";
import { stopPatience } from "../stop.ts";
import { Liveness, watches } from "./liveness.ts";
import { logNotice, waitNotice, watchNotice } from "./notices.ts";
import type { WatchPods } from "./pod-filter.ts";
import { type PodState, podState, whyGone } from "./pod-state.ts";
import type { Phase, Question, Seen as SourceSeen } from "./sources.ts";
import { Startup } from "./startup.ts";
import { SuiteView } from "./suite-view.ts";

/** How the following of a run came to its end. */
export type Outcome =
  /** The suite ended by itself; its log is here to the last byte. */
  | { readonly kind: "ended"; readonly pod: V1Pod; readonly state: Extract<PodState, { kind: "ended" }> }
  /**
   * What came is all there will be. The suite has `ended`, and its results are out of this machine's reach; or it is `gone` with its
   * pod; or nobody knows, and it may run on.
   */
  | { readonly kind: "lost"; readonly reason: string; readonly suite: "ended" | "gone" | "unknown" }
  /** The pod did not start in time. */
  | { readonly kind: "never-started"; readonly reason: string }
  /** A person wants it gone as it is. */
  | { readonly kind: "aborted" }
  /** A person left it as it is. */
  | { readonly kind: "detached" };

/** What following sees: its sources, with the log's bytes read. */
export type Seen =
  | Exclude<SourceSeen, { from: "log" }>
  | { readonly from: "log"; readonly events: readonly LogEvent[] }
  | { readonly from: "log-way"; readonly chunk: Exclude<LogChunkOf<SourceSeen>, { kind: "bytes" }> };

type LogChunkOf<T> = T extends { readonly from: "log"; readonly chunk: infer Chunk } ? Chunk : never;

/** A moment: milliseconds since the epoch, and of a clock that nobody sets. */
export interface Moment {
  readonly at: number;
  readonly mono: number;
}

/** What follows from something seen. */
export interface Step {
  readonly events: readonly RunEvent[];
  readonly questions: readonly Question[];
  /** Set where the following is over. */
  readonly outcome?: Outcome;
}

export interface FollowingOptions {
  readonly namespace: string;
  /** What the suite was given with `--extra-args`. */
  readonly suiteArgs: readonly string[];
  /** When the run's pod was made, by the server's clock: what was there before is not the run's. */
  readonly created: Date;
  /** The run's own pod: another one under its name is somebody else's. */
  readonly podUid: string | undefined;
  readonly ownership: Ownership;
  readonly record: SuiteRecord;
  readonly watchPods: WatchPods;
  /** Whether the run takes every conformance spec. */
  readonly whole: boolean;
  /** Milliseconds of listening that the pod may take to start. */
  readonly startupTimeout: number;
  /** When the run has to be over, in milliseconds since the epoch. */
  readonly deadline: number | undefined;
  /** Whether it is left as soon as the suite runs. */
  readonly detach: boolean;
  /** Whether an older image may stand in for one that was never published. */
  readonly mayStepDown: boolean;
  /** Milliseconds of the clock that nobody sets. */
  readonly since: number;
}

// a suite that finds its nodes begins within a few seconds
const quietSetup = 15_000;
// how often the pod is asked for once the log says that the suite is over: its watch may have died without a word
const askEvery = 5000;
// how long bytes of a log may be on their way whose pod is gone
const lastBytes = 5000;

const bound = `${stopPatience / 1000}s`;
/** Why a suite that was to be stopped still runs, as far as anybody knows. */
const stillRuns = {
  waiting: `the suite could not be stopped: nothing was heard of its pod for ${bound}`,
  asked: `the suite could not be interrupted: nothing was heard of the stop for ${bound}`,
  heard: `the suite did not end within ${bound} of being interrupted`,
} as const;

/**
 * The rules of following a run: what each thing seen means, what is to be asked, and when it is over. Holds state, does no I/O, reads no
 * clock.
 */
export class Following {
  readonly #options: FollowingOptions;
  readonly #startup: Startup;
  readonly #liveness: Liveness;
  readonly #view: SuiteView;
  #phase: Phase = "starting";
  #ended: Extract<Outcome, { kind: "ended" }> | undefined;
  /** What kept a source from going on; the pod itself is asked what that means. */
  #loss: string | undefined;
  /** Since when the suite is being stopped, and how far that is: it is not asked to end before it runs. */
  #stopping: { readonly by: EndedBy; readonly since: number; is: "waiting" | "asked" | "heard" } | undefined;
  #stopRefused: string | undefined;
  #podGone: { readonly reason: string; readonly since: number } | undefined;
  /** Whether the log says that the suite is over, and when the pod was asked for last. */
  #over: { asked: number } | undefined;
  #waitShown = false;
  #execWorks = true;
  /** The uuids that are noted in the cluster; undefined before anybody has looked. */
  #noted: string | undefined;
  #events: RunEvent[] = [];
  #questions: Question[] = [];
  #outcome: Outcome | undefined;

  constructor(options: FollowingOptions) {
    this.#options = options;
    this.#startup = new Startup(options.startupTimeout);
    this.#liveness = new Liveness(options.since);
    this.#view = new SuiteView(options);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Whether exec has brought the log so far: a refusal that comes now may pass. */
  get execWorks(): boolean {
    return this.#execWorks;
  }

  /** The uuids that are known to be this run's and are not noted in the cluster; undefined where all are. */
  get unnoted(): readonly string[] | undefined {
    const { uuids } = this.#options.ownership;
    return uuids.length === 0 || uuids.join() === this.#noted ? undefined : uuids;
  }

  /** What ended the suite before its time; undefined where it came to its own end first. */
  get cutShort(): "stopped" | "timed-out" | undefined {
    if (this.#stopping === undefined) return undefined;
    const { finished } = this.#options.record;
    const whole = this.#ended !== undefined && finished !== undefined && finished.reason === undefined;
    if (whole) return undefined;
    return this.#stopping.by === "deadline" ? "timed-out" : "stopped";
  }

  /** What follows from this. After an outcome there is nothing more to be taken. */
  take(seen: Seen, now: Moment): Step {
    this.#events = [];
    this.#questions = [];
    this.#see(seen, now);
    this.#listen(seen, now);
    this.#events.push(...this.#view.contact(this.#liveness.lostSince(now.mono), now.at));
    return {
      events: this.#events,
      questions: this.#questions,
      ...(this.#outcome === undefined ? {} : { outcome: this.#outcome }),
    };
  }

  #see(seen: Seen, now: Moment): void {
    switch (seen.from) {
      case "own-pod":
        this.#events.push(...watchNotice(seen.change, "the run's pod", now.at));
        this.#ownPod(seen.change, now);
        return;
      case "events":
        for (const [change, event] of itemsOf(seen.change))
          if (change !== "DELETED") this.#events.push(...this.#startup.event(event, now.at));
        return;
      case "rows":
        this.#events.push(...watchNotice(seen.change, "the pods", now.at));
        for (const [change, row] of itemsOf(seen.change))
          this.#events.push(...this.#view.row(change, row, now.at));
        return;
      case "namespaces":
        for (const [change, namespace] of itemsOf(seen.change))
          this.#events.push(...this.#view.namespace(change, namespace, now.at));
        return;
      case "log":
        for (const event of seen.events) this.#log(event, now);
        return;
      case "log-way":
        if (seen.chunk.kind === "way" && seen.chunk.way === "api") this.#execWorks = false;
        this.#events.push(logNotice(seen.chunk, now.at));
        return;
      case "log-end":
        this.#outcome = this.#ended ?? {
          kind: "lost",
          reason: "the log ended before the suite",
          suite: "unknown",
        };
        return;
      case "loss":
        // the program that reads the file ran, and there is no file: the suite wrote none
        if (seen.of === "log" && seen.error instanceof ExecError && this.#ended !== undefined) {
          this.#outcome = this.#ended;
          return;
        }
        this.#loss ??= seen.error.message;
        this.#questions.push({ ask: "pod" });
        return;
      case "ending":
        this.#ending(seen.said, now);
        return;
      case "answer":
        this.#answer(seen, now);
        return;
      case "clock":
        this.#tick(now);
        return;
    }
  }

  #ownPod(change: Change<V1Pod>, now: Moment): void {
    if (change.kind === "listed" && !change.items.some((pod) => this.#isOurs(pod)))
      this.#gone("the pod was deleted", now);
    for (const [kind, pod] of itemsOf(change)) {
      if (!this.#isOurs(pod)) continue;
      this.#podSeen(pod, now);
      if (kind === "DELETED") this.#gone(whyGone(pod, "the pod was deleted"), now);
    }
  }

  #isOurs(pod: V1Pod): boolean {
    const { podUid } = this.#options;
    return podUid === undefined || pod.metadata?.uid === podUid;
  }

  /** The pod is gone. Of a suite that has ended, the log may be on its way here all the same, but not for long. */
  #gone(reason: string, now: Moment): void {
    this.#podGone ??= { reason, since: now.mono };
    if (this.#ended === undefined || this.#loss !== undefined)
      this.#outcome ??= { kind: "lost", reason, suite: "gone" };
  }

  #podSeen(pod: V1Pod, now: Moment): void {
    const state = podState(pod);
    this.#events.push(...this.#startup.pod(state, now.at), ...this.#liveness.pod(pod, now.at));
    switch (state.kind) {
      case "running":
        this.#options.ownership.suiteBegan(state.since);
        this.#view.suiteSince = state.since?.getTime();
        this.#options.record.since ??= state.since?.getTime();
        if (this.#phase === "starting") this.#phase = "running";
        return;
      case "ended":
        this.#options.ownership.suiteBegan(state.since);
        this.#options.ownership.suiteEnded(state.until);
        this.#options.record.since ??= state.since?.getTime();
        this.#ended = { kind: "ended", pod, state };
        this.#phase = "ended";
        return;
      case "lost":
        this.#gone(state.reason, now);
        return;
      case "blocked":
        if (this.#options.mayStepDown && this.#startup.unpublished(state.message))
          this.#questions.push({ ask: "step-down", pod, message: state.message });
        return;
      case "pending":
        return;
    }
  }

  #log(event: LogEvent, now: Moment): void {
    this.#options.record.add(event, now.at);
    this.#events.push(...this.#view.log(event, now.at));
    switch (event.kind) {
      case "suite-started":
        if (this.#options.detach) this.#outcome = { kind: "detached" };
        return;
      case "suite-finished":
        this.#over ??= { asked: now.mono };
        return;
      case "waiting-for-nodes":
        if (event.nodes.length > 0)
          this.#events.push(waitNotice(event.nodes, event.taints, event.limit, now.at));
        return;
      case "suite-node-failed": {
        const { name, state, message = "no reason given" } = event.node;
        this.#events.push({
          kind: "notice",
          at: now.at,
          level: "warning",
          text: `${name} ${state}: ${message}`,
        });
        return;
      }
      default:
        return;
    }
  }

  #ending({ word, by }: Said, now: Moment): void {
    if (word === "detach") this.#outcome = { kind: "detached" };
    if (word === "abort") this.#outcome = { kind: "aborted" };
    if (word === "stop") this.#stop(by, now);
  }

  #stop(by: EndedBy, now: Moment): void {
    // a suite that has ended, or says that it has, needs no stopping: only its last bytes are on their way
    if (this.#stopping !== undefined || this.#ended !== undefined || this.#over !== undefined) return;
    const runs = this.#phase !== "starting";
    this.#stopping = { by, since: now.mono, is: runs ? "asked" : "waiting" };
    const reason = by === "person" ? "stopping the suite" : "--timeout is over: stopping the suite";
    const text = `${reason}, and collecting what there is`;
    this.#events.push({ kind: "notice", at: now.at, level: "warning", text });
    // one whose suite has not begun is not interrupted: there would be nothing to hear it
    this.#questions.push({ ask: runs ? "stop" : "pod" });
  }

  #answer(answer: Extract<Seen, { from: "answer" }>, now: Moment): void {
    switch (answer.to) {
      case "pod":
        this.#podAnswered(answer.pod, now);
        return;
      case "nodes":
        this.#nodesAnswered(answer.nodes, now);
        return;
      case "stop":
        this.#stopRefused = answer.refused;
        if (answer.refused === undefined && this.#stopping !== undefined) this.#stopping.is = "heard";
        // its container may have ended meanwhile: then it is seen as it is
        if (answer.refused !== undefined) this.#questions.push({ ask: "pod" });
        return;
      case "note":
        this.#noted = answer.noted?.join() ?? this.#noted;
        this.#events.push(...this.#view.notedByOthers(answer.others, now.at));
        return;
      case "step-down":
        if (answer.text !== undefined)
          this.#events.push({ kind: "notice", at: now.at, level: "warning", text: answer.text });
        return;
    }
  }

  #podAnswered(pod: V1Pod | "absent" | "unknown", now: Moment): void {
    if (pod === "absent" || (pod !== "unknown" && !this.#isOurs(pod))) this.#gone("the pod was deleted", now);
    else if (pod !== "unknown") this.#podSeen(pod, now);
    if (this.#outcome !== undefined) return;
    const suite = this.#ended === undefined ? "unknown" : "ended";
    if (this.#loss !== undefined) this.#outcome = { kind: "lost", reason: this.#loss, suite };
    else if (this.#ended !== undefined) return;
    else if (this.#stopRefused !== undefined)
      this.#outcome = { kind: "lost", reason: `it could not be stopped: ${this.#stopRefused}`, suite };
    else if (pod === "unknown") return;
    else if (this.#stopping?.is === "waiting") {
      if (this.#phase === "starting")
        this.#outcome = { kind: "never-started", reason: "it was stopped before it began" };
      else {
        this.#stopping.is = "asked";
        this.#questions.push({ ask: "stop" });
      }
    } else if (this.#liveness.nodeGivenUp !== undefined)
      this.#outcome = { kind: "lost", reason: this.#liveness.nodeGivenUp, suite };
    else if (this.#startup.overdue(this.#liveness.listened))
      this.#outcome = { kind: "never-started", reason: this.#startup.why };
  }

  #nodesAnswered(nodes: readonly V1Node[], now: Moment): void {
    const { names, taints } = blockingNodes(nodes, suiteWait(this.#options.suiteArgs).nonBlocking);
    if (names.length > 0) this.#events.push(waitNotice(names, taints, "30m", now.at));
  }

  #tick(now: Moment): void {
    const { deadline } = this.#options;
    this.#liveness.tick(now.mono);
    const { listened, nodeGivenUp } = this.#liveness;
    if (this.#startup.overdue(listened) || nodeGivenUp !== undefined) this.#questions.push({ ask: "pod" });
    if (this.#over !== undefined && now.mono - this.#over.asked >= askEvery && this.#phase !== "ended") {
      this.#over.asked = now.mono;
      this.#questions.push({ ask: "pod" });
    }
    const quietSince = this.#view.settingUpSince ?? now.at;
    if (!this.#waitShown && now.at - quietSince > quietSetup) {
      this.#waitShown = true;
      this.#questions.push({ ask: "nodes" });
    }
    const { uuids } = this.#options.ownership;
    if (uuids.join() !== this.#noted) this.#questions.push({ ask: "note", uuids });
    if (deadline !== undefined && now.at > deadline) this.#stop("deadline", now);
    if (this.#podGone !== undefined && now.mono - this.#podGone.since > lastBytes)
      this.#outcome = { kind: "lost", reason: this.#podGone.reason, suite: "gone" };
    if (this.#stopping !== undefined && this.#ended === undefined) {
      if (now.mono - this.#stopping.since > stopPatience)
        this.#outcome = { kind: "lost", reason: stillRuns[this.#stopping.is], suite: "unknown" };
      else if (this.#stopping.is === "waiting") this.#questions.push({ ask: "pod" });
    }
  }

  #listen(seen: Seen, { at, mono }: Moment): void {
    if (seen.from === "log") this.#liveness.log(true, at, mono);
    else if (seen.from === "log-way" && seen.chunk.kind === "cut") this.#liveness.log(false, at, mono);
    else if (isWatch(seen)) this.#liveness.watch(seen.from, seen.change.kind, at);
  }
}

type WatchSeen = Extract<Seen, { readonly change: unknown }>;

function isWatch(seen: Seen): seen is WatchSeen {
  return watches.some((watch) => watch === seen.from);
}

function* itemsOf<T>(change: Change<T>): Generator<["ADDED" | "MODIFIED" | "DELETED", T]> {
  if (change.kind === "listed") for (const item of change.items) yield ["ADDED", item];
  else if (change.kind === "ADDED" || change.kind === "MODIFIED" || change.kind === "DELETED") {
    yield [change.kind, change.item];
  }
}
