import type { V1Namespace, V1Node } from "@kubernetes/client-node";
import { eachItem } from "../../kube/watch.ts";
import type { CauseRecord } from "../../results/run-record.ts";
import { uuidLabel } from "../../suite/leavings.ts";
import type { LogEvent } from "../../suite/log.ts";
import { blockingNodes, suiteWait } from "../../suite/node-wait.ts";
import { hasFailed } from "../../suite/spec.ts";
import { Causes } from "../causes/causes.ts";
import type { NoticeEvent, RunEvent } from "../events.ts";
import type { Expected } from "./expected.ts";
import { Fate, type FateOptions } from "./fate.ts";
import { logNotice, waitNotice, warningsLost, watchNotice } from "./notices.ts";
import { PodFilter, type WatchPods } from "./pod-filter.ts";
import type { Answer, Moment, Phase, Question, Seen, Step } from "./step.ts";
import { SuiteView } from "./suite-view.ts";

export interface FollowingOptions extends FateOptions {
  readonly namespace: string;
  /** The suite's `--extra-args`. */
  readonly suiteArgs: readonly string[];
  /** When the run's pod was created, by the server's clock: anything older does not belong to the run. */
  readonly created: Date;
  readonly watchPods: WatchPods;
  /** What is known in advance about how long it takes. */
  readonly expected: Expected;
}

// a suite that finds its nodes starts within a few seconds
const quietSetup = 15_000;

/**
 * The rules of following a run: what is shown of each observation, and what it means for the run. Holds state, does no I/O, reads no
 * clock.
 */
export class Following {
  readonly #options: FollowingOptions;
  readonly #fate: Fate;
  readonly #pods: PodFilter;
  readonly #view: SuiteView;
  readonly #causes: Causes;
  /** The suites' namespaces that exist. */
  readonly #namespaces = new Set<string>();
  #waitShown = false;
  #execWorks = true;
  /** The uuids that are recorded in the cluster; undefined before anybody has looked. */
  #noted: string | undefined;

  constructor(options: FollowingOptions) {
    this.#options = options;
    this.#fate = new Fate(options);
    this.#pods = new PodFilter(options.watchPods, options.namespace);
    this.#view = new SuiteView({ ...options, pods: this.#pods });
    this.#causes = new Causes((uuid) => options.ownership.of(uuid) !== "foreign");
  }

  get phase(): Phase {
    return this.#fate.phase;
  }

  /** Whether the log came through exec so far: a refusal that comes now may pass. */
  get execWorks(): boolean {
    return this.#execWorks;
  }

  /** The uuids that are known to belong to this run and are not recorded in the cluster; undefined if all are. */
  get unnoted(): readonly string[] | undefined {
    const { uuids } = this.#options.ownership;
    return uuids.length === 0 || uuids.join() === this.#noted ? undefined : uuids;
  }

  /** What ended the suite early; undefined if it ended on its own first. */
  get cutShort(): "stopped" | "timed-out" | "given-up" | undefined {
    return this.#fate.cutShort;
  }

  /** What kept specs from running. */
  get causes(): readonly CauseRecord[] {
    return this.#causes.records;
  }

  /** What follows from this. After an outcome, take nothing more. */
  take(seen: Seen, now: Moment): Step {
    const shown = this.#show(seen, now.at);
    const step = this.#fate.take(seen, now);
    this.#view.suiteSince = this.#fate.suiteSince;
    const contact = this.#view.contact(this.#fate.lostSince(now), now.at);
    const asked = seen.from === "clock" ? this.#wonder(now.at) : this.#keep(seen);
    const caused = this.#cause(seen, now.at);
    return {
      ...step,
      events: [...shown, ...step.events, ...contact, ...caused],
      questions: [...step.questions, ...asked],
    };
  }

  /** What is shown of it, whatever it means for the run. */
  #show(seen: Seen, at: number): readonly RunEvent[] {
    switch (seen.from) {
      case "own-pod":
        return watchNotice(seen.change, "the run's pod", at);
      case "rows":
        return [
          ...watchNotice(seen.change, "the pods", at),
          ...[...eachItem(seen.change)].flatMap(([change, row]) => this.#pods.row(change, row, at)),
        ];
      case "namespaces":
        return [...eachItem(seen.change)].flatMap(([change, namespace]) =>
          this.#view.namespace(change, namespace, at),
        );
      case "log":
        return seen.events.flatMap((event) => [...this.#view.log(event, at), ...logWarnings(event, at)]);
      case "log-way":
        if (seen.chunk.kind === "way" && seen.chunk.way === "api") this.#execWorks = false;
        return [logNotice(seen.chunk, at)];
      case "answer":
        return this.#answer(seen, at);
      case "warnings-lost":
        return [warningsLost(seen.reason, at)];
      // what it means for the run is shown with it
      case "events":
      case "warning":
      case "log-end":
      case "loss":
      case "ending":
      case "clock":
        return [];
    }
  }

  #answer(answer: Answer, at: number): readonly RunEvent[] {
    switch (answer.to) {
      case "nodes":
        return this.#nodesAnswered(answer.nodes, at);
      case "note":
        this.#noted = answer.noted?.join() ?? this.#noted;
        return this.#view.notedByOthers(answer.others, at);
      case "step-down":
        return answer.text === undefined ? [] : [warning(answer.text, at)];
      case "evidence":
        return answer.warning === undefined ? [] : [warning(answer.warning, at)];
      case "pod":
      case "stop":
        return [];
    }
  }

  #nodesAnswered(nodes: readonly V1Node[], at: number): readonly RunEvent[] {
    const { names, taints } = blockingNodes(nodes, suiteWait(this.#options.suiteArgs).nonBlocking);
    return names.length === 0 ? [] : [waitNotice(names, taints, "30m", at)];
  }

  /** What keeps specs from running, if this shows it. */
  #cause(seen: Seen, at: number): readonly RunEvent[] {
    switch (seen.from) {
      case "warning":
        this.#causes.warning(seen.warning, at);
        return [];
      case "rows":
        for (const [change, row] of eachItem(seen.change)) this.#causes.row(change, row, at);
        return [];
      case "namespaces":
        for (const [change, { metadata }] of eachItem(seen.change)) {
          const { name = "", labels, deletionTimestamp } = metadata ?? {};
          const uuid = labels?.[uuidLabel];
          if (change === "DELETED" || deletionTimestamp !== undefined) this.#causes.namespaceGone(name);
          else if (uuid !== undefined) this.#causes.namespace(name, uuid);
        }
        return [];
      case "log":
        for (const event of seen.events)
          if (event.kind === "spec-finished") this.#causes.ended(event.spec, event.namespaces, at);
        return [];
      case "clock":
        return this.#causes.tick(at);
      default:
        return [];
    }
  }

  /** The evidence to keep of specs that have failed; the log of a run that is continued begins with those whose namespaces are long gone. */
  #keep(seen: Seen): readonly Question[] {
    if (seen.from === "namespaces")
      for (const [change, namespace] of eachItem(seen.change)) this.#noteNamespace(change, namespace);
    if (seen.from !== "log") return [];
    return seen.events.flatMap((event): readonly Question[] => {
      if (event.kind !== "spec-finished" || !hasFailed(event.spec.state)) return [];
      // somebody ended it, and not the cluster
      if (event.spec.state === "interrupted") return [];
      const namespaces = event.namespaces.filter((name) => this.#namespaces.has(name));
      return namespaces.length === 0
        ? []
        : [{ ask: "evidence", spec: { name: event.spec.name, namespaces } }];
    });
  }

  #noteNamespace(change: "ADDED" | "MODIFIED" | "DELETED", { metadata }: V1Namespace): void {
    const { name, labels } = metadata ?? {};
    if (name === undefined || labels?.[uuidLabel] === undefined) return;
    if (change === "DELETED") this.#namespaces.delete(name);
    else this.#namespaces.add(name);
  }

  /** What has to be asked now, whatever happens to the run. */
  #wonder(at: number): readonly Question[] {
    const questions: Question[] = [];
    const quietSince = this.#view.settingUpSince ?? at;
    if (!this.#waitShown && at - quietSince > quietSetup) {
      this.#waitShown = true;
      questions.push({ ask: "nodes" });
    }
    const { uuids } = this.#options.ownership;
    if (uuids.join() !== this.#noted) questions.push({ ask: "note", uuids });
    return questions;
  }
}

/** What in the log the user is warned about. */
function logWarnings(event: LogEvent, at: number): readonly NoticeEvent[] {
  if (event.kind === "waiting-for-nodes")
    return event.nodes.length === 0 ? [] : [waitNotice(event.nodes, event.taints, event.limit, at)];
  if (event.kind !== "suite-node-failed") return [];
  const { name, state, message = "no reason given" } = event.node;
  return [warning(`${name} ${state}: ${message}`, at)];
}

function warning(text: string, at: number): NoticeEvent {
  return { kind: "notice", at, level: "warning", text };
}
