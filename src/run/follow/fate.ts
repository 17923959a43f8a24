import type { V1Pod } from "@kubernetes/client-node";
import { ExecError } from "../../kube/exec.ts";
import { type Change, eachItem } from "../../kube/watch.ts";
import type { LogEvent } from "../../suite/log.ts";
import { hasFailed, type SpecResult } from "../../suite/spec.ts";
import type { SuiteRecord } from "../../suite/suite-record.ts";
import type { EndedBy, Said } from "../endings.ts";
import type { RunEvent } from "../events.ts";
import type { Ownership } from "../ownership.ts";
import { stopPatience } from "../stop.ts";
import { Liveness } from "./liveness.ts";
import { podState, whyGone } from "./pod-state.ts";
import { Startup } from "./startup.ts";
import type { Answer, Moment, Outcome, Phase, Question, Seen, Step } from "./step.ts";

export interface FateOptions {
  /** The run's own pod: another one with its name belongs to somebody else. */
  readonly podUid: string | undefined;
  readonly ownership: Ownership;
  readonly record: SuiteRecord;
  /** Milliseconds of contact within which the pod must start. */
  readonly startupTimeout: number;
  /** When the run must have ended, in milliseconds since the epoch. */
  readonly deadline: number | undefined;
  /** Failed specs with which the run is lost, so that the suite is stopped; undefined for any number. */
  readonly maxFailures?: number | undefined;
  /** Whether to detach as soon as the suite runs. */
  readonly detach: boolean;
  /** Whether an older image may replace one that was never published. */
  readonly mayStepDown: boolean;
  /** Milliseconds of a clock that nobody sets. */
  readonly since: number;
}

// how often the pod is requested once the log says that the suite has ended: its watch may have died silently
const askEvery = 5000;
// how long bytes of a log may be on their way when the pod is gone
const lastBytes = 5000;

const bound = `${stopPatience / 1000}s`;
/** Why a suite that was to be stopped still runs, as far as is known. */
const stillRuns = {
  waiting: `the suite could not be stopped: its pod was not heard from for ${bound}`,
  asked: `the suite could not be interrupted: nothing was heard of the stop for ${bound}`,
  heard: `the suite did not end within ${bound} of being interrupted`,
} as const;

const cutBy = { person: "stopped", deadline: "timed-out", failures: "given-up" } as const;

/**
 * The fate of a run: how far it is, what ends it, and what to ask before that is certain. Holds state, does no I/O, reads no
 * clock.
 */
export class Fate {
  readonly #options: FateOptions;
  readonly #startup: Startup;
  readonly #liveness: Liveness;
  #phase: Phase = "starting";
  #suiteSince: number | undefined;
  #ended: Extract<Outcome, { kind: "ended" }> | undefined;
  /** What kept a source from continuing; the pod itself is requested to find out what that means. */
  #loss: string | undefined;
  /** Since when the suite is being stopped, and how far that is: it is not asked to end before it runs. */
  #stopping: { readonly by: EndedBy; readonly since: number; is: "waiting" | "asked" | "heard" } | undefined;
  #failed = 0;
  #stopRefused: string | undefined;
  #podGone: { readonly reason: string; readonly since: number } | undefined;
  /** When the pod was last requested; set once the log says that the suite has ended. */
  #over: { asked: number } | undefined;
  #events: RunEvent[] = [];
  #questions: Question[] = [];
  #outcome: Outcome | undefined;

  constructor(options: FateOptions) {
    this.#options = options;
    this.#startup = new Startup(options.startupTimeout);
    this.#liveness = new Liveness(options.since);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** When the suite's container started, by the server's clock, in milliseconds since the epoch; undefined before it runs. */
  get suiteSince(): number | undefined {
    return this.#suiteSince;
  }

  /** What ended the suite early; undefined if it ended on its own first. */
  get cutShort(): "stopped" | "timed-out" | "given-up" | undefined {
    if (this.#stopping === undefined) return undefined;
    const { finished } = this.#options.record;
    const whole = this.#ended !== undefined && finished !== undefined && finished.reason === undefined;
    if (whole) return undefined;
    return cutBy[this.#stopping.by];
  }

  /** Since when the API server has not been heard from; undefined while it is. */
  lostSince({ mono }: Moment): number | undefined {
    return this.#liveness.lostSince(mono);
  }

  /** What follows from this. After an outcome, take nothing more. */
  take(seen: Seen, now: Moment): Step {
    this.#events = [];
    this.#questions = [];
    this.#see(seen, now);
    this.#liveness.hear(seen, now);
    return {
      events: this.#events,
      questions: this.#questions,
      ...(this.#outcome === undefined ? {} : { outcome: this.#outcome }),
    };
  }

  #see(seen: Seen, now: Moment): void {
    switch (seen.from) {
      case "own-pod":
        this.#ownPod(seen.change, now);
        return;
      case "events":
        for (const [change, event] of eachItem(seen.change))
          if (change !== "DELETED") this.#events.push(...this.#startup.event(event, now.at));
        return;
      case "log":
        for (const event of seen.events) this.#log(event, now);
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
      // these are shown, and end nothing
      case "rows":
      case "namespaces":
      case "warning":
      case "warnings-lost":
      case "log-way":
        return;
    }
  }

  #ownPod(change: Change<V1Pod>, now: Moment): void {
    if (change.kind === "listed" && !change.items.some((pod) => this.#isOurs(pod)))
      this.#gone("the pod was deleted", now);
    for (const [kind, pod] of eachItem(change)) {
      if (!this.#isOurs(pod)) continue;
      this.#podSeen(pod, now);
      if (kind === "DELETED") this.#gone(whyGone(pod, "the pod was deleted"), now);
    }
  }

  #isOurs(pod: V1Pod): boolean {
    const { podUid } = this.#options;
    return podUid === undefined || pod.metadata?.uid === podUid;
  }

  /** The pod is gone. If the suite has ended, the log may still be on its way here, but not for long. */
  #gone(reason: string, now: Moment): void {
    this.#podGone ??= { reason, since: now.mono };
    if (this.#ended === undefined || this.#loss !== undefined)
      this.#outcome ??= { kind: "lost", reason, suite: "gone" };
  }

  #podSeen(pod: V1Pod, now: Moment): void {
    const { ownership, record } = this.#options;
    const state = podState(pod);
    this.#events.push(...this.#startup.pod(state, now.at), ...this.#liveness.pod(pod, now.at));
    switch (state.kind) {
      case "running":
        this.#suiteSince = state.since?.getTime();
        record.since ??= state.since?.getTime();
        if (this.#phase === "starting") this.#phase = "running";
        return;
      case "ended":
        ownership.suiteEnded(state.until);
        record.since ??= state.since?.getTime();
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
    if (event.kind === "suite-started" && this.#options.detach) this.#outcome = { kind: "detached" };
    if (event.kind === "spec-finished") this.#specEnded(event.spec, now);
    if (event.kind === "suite-finished") this.#over ??= { asked: now.mono };
  }

  #specEnded({ state }: SpecResult, now: Moment): void {
    // what is interrupted was stopped, and has not failed
    if (!hasFailed(state) || state === "interrupted") return;
    this.#failed += 1;
    const { maxFailures } = this.#options;
    if (maxFailures !== undefined && this.#failed >= maxFailures) this.#stop("failures", now);
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
    const text = `${this.#whyStopped(by)}stopping the suite, and collecting what there is`;
    this.#events.push({ kind: "notice", at: now.at, level: "warning", text });
    // a run whose suite has not started is not interrupted: nothing could receive the signal
    this.#questions.push({ ask: runs ? "stop" : "pod" });
  }

  #whyStopped(by: EndedBy): string {
    if (by === "person") return "";
    if (by === "deadline") return "--timeout has passed: ";
    const tests = this.#failed === 1 ? "1 test has" : `${this.#failed} tests have`;
    return `${tests} failed, as many as --max-failures allows: `;
  }

  #answer(answer: Answer, now: Moment): void {
    if (answer.to === "pod") this.#podAnswered(answer.pod, now);
    if (answer.to !== "stop") return;
    this.#stopRefused = answer.refused;
    if (answer.refused === undefined && this.#stopping !== undefined) this.#stopping.is = "heard";
    // its container may have ended meanwhile: then that is what counts
    if (answer.refused !== undefined) this.#questions.push({ ask: "pod" });
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
        this.#outcome = { kind: "never-started", reason: "it was stopped before it started" };
      else {
        this.#stopping.is = "asked";
        this.#questions.push({ ask: "stop" });
      }
    } else if (this.#liveness.nodeGivenUp !== undefined)
      this.#outcome = { kind: "lost", reason: this.#liveness.nodeGivenUp, suite };
    else if (this.#startup.overdue(this.#liveness.listened))
      this.#outcome = { kind: "never-started", reason: this.#startup.why };
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
    if (deadline !== undefined && now.at > deadline) this.#stop("deadline", now);
    if (this.#podGone !== undefined && now.mono - this.#podGone.since > lastBytes)
      this.#outcome = { kind: "lost", reason: this.#podGone.reason, suite: "gone" };
    if (this.#stopping === undefined || this.#ended !== undefined) return;
    if (now.mono - this.#stopping.since > stopPatience)
      this.#outcome = { kind: "lost", reason: stillRuns[this.#stopping.is], suite: "unknown" };
    else if (this.#stopping.is === "waiting") this.#questions.push({ ask: "pod" });
  }
}
