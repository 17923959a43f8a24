import type { LogEvent } from "./events.ts";

const nodeLine =
  /-> Node (\S+) \[\[\[ Ready=(true|false), [^,]*, Taints=\[([^\]]*)\], NonblockingTaints=([^\]]*) \]\]\]/;

// longer lines are not the suite's, and matching them would take quadratic time
const longestLine = 16_384;
/** Kubernetes itself supports no more than 5,000 nodes. */
const mostNames = 20_000;

interface Pods {
  readonly of: "pods" | "daemonsets";
  readonly limit: string;
  readonly names: Set<string>;
  /** The names that were last reported. */
  reported: string;
}

/**
 * What the suite prints while it waits for the cluster before its first spec
 * (kubernetes test/e2e/e2e.go and test/e2e/framework/node/wait.go).
 */
export class WaitingLines {
  readonly #emit: (event: LogEvent) => void;
  #limit = "";
  #nodes: { name: string; ready: boolean; taints: string[] }[] = [];
  #pods: Pods | undefined;

  constructor(emit: (event: LogEvent) => void) {
    this.#emit = emit;
  }

  line(text: string): void {
    if (text.length > longestLine) return;
    const begin = /Waiting up to (\S+) for all (.*)$/.exec(text);
    const node = nodeLine.exec(text);
    if (begin !== null) {
      this.#begin(begin[1] ?? "", begin[2] ?? "");
    } else if (node !== null) {
      const ready = node[2] === "true";
      const tolerated = (node[4] ?? "").split(",").filter((key) => key !== "");
      const taints = ready ? [...tolerated, ...blockingTaints(node[3] ?? "")] : tolerated;
      if (this.#nodes.length < mostNames) this.#nodes.push({ name: node[1] ?? "", ready, taints });
    } else if (text.includes("==== node wait:")) {
      this.#tellNodes();
    } else if (this.#pods !== undefined) {
      this.#waitForPods(text, this.#pods);
    }
  }

  #begin(limit: string, what: string): void {
    if (/nodes to be schedulable$/.test(what)) {
      this.#limit = limit;
    } else if (/^pods .*to be running and ready/.test(what)) {
      this.#pods = { of: "pods", limit, names: new Set(), reported: "" };
    } else if (what.startsWith("daemonsets ")) {
      this.#pods = { of: "daemonsets", limit, names: new Set(), reported: "" };
    }
  }

  #tellNodes(): void {
    const nodes = this.#nodes.splice(0);
    this.#emit({
      kind: "waiting-for-nodes",
      limit: this.#limit,
      nodes: nodes.map((node) => node.name),
      taints: [...new Set(nodes.flatMap((node) => node.taints))],
      notReady: nodes.filter((node) => !node.ready).map((node) => node.name),
    });
  }

  #waitForPods(text: string, waiting: Pods): void {
    const pod = /The status of Pod (\S+) is /.exec(text)?.[1];
    const isFull = waiting.names.size > mostNames;
    if (pod !== undefined && !isFull) waiting.names.add(pod);
    const daemonSets = /there are not ready daemonsets: \[(.*?)\]/.exec(text)?.[1];
    for (const name of isFull ? [] : (daemonSets?.split(" ") ?? [])) waiting.names.add(name);
    // The line that ends one look at the pods.
    const closes = daemonSets !== undefined || / pods in namespace .* are running and ready/.test(text);
    if (!closes || waiting.names.size === 0) return;
    const names = [...waiting.names];
    waiting.names.clear();
    // The suite looks every 2 s, for up to 10 minutes: once per change is enough.
    if (names.join() === waiting.reported) return;
    waiting.reported = names.join();
    this.#emit({ kind: "waiting-for-pods", of: waiting.of, limit: waiting.limit, names });
  }
}

/** The keys in Go's print of a list of taints, `{key value effect time}`; PreferNoSchedule keeps nothing away. */
function blockingTaints(printed: string): string[] {
  return [...printed.matchAll(/\{(\S+) \S* (?:NoSchedule|NoExecute) /g)].map((taint) => taint[1] ?? "");
}
