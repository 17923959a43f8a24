import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { serveSandbox } from "../../src/commands/sandbox/serve.ts";
import { type Cluster, openCluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connection.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { Endings } from "../../src/run/endings.ts";
import type { RunEvent } from "../../src/run/events.ts";
import { readFacts } from "../../src/run/facts.ts";
import { newRunId } from "../../src/run/identity.ts";
import { type ClusterFacts, planRun, type RunRequest } from "../../src/run/plan/plan.ts";
import { session } from "../../src/run/session.ts";
import type { SessionOptions } from "../../src/run/session-options.ts";
import type { RunResult } from "../../src/run/session-result.ts";
import { plainRequest } from "./request.ts";

/** A sandbox on which whole sessions run, without a command around them. */
export interface SessionBed {
  readonly cluster: Cluster;
  /** Runs one in a namespace of its own to its end. */
  run(namespace: string, change?: Change): Promise<Ran>;
  close(): Promise<void>;
}

export interface Change {
  readonly request?: Partial<RunRequest>;
  readonly facts?: Partial<ClusterFacts>;
  readonly options?: Partial<SessionOptions>;
  /** What the session talks to. */
  readonly through?: (cluster: Cluster) => Cluster;
  /** The session goes on when it is done. */
  readonly onEvent?: (event: RunEvent, endings: Endings) => void | Promise<void>;
}

export interface Ran {
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
  readonly dir: string;
}

export async function sessionBed(speed = 2000): Promise<SessionBed> {
  const sandbox = await serveSandbox({ speed });
  const { signal } = new AbortController();
  const io = { now: Date.now, monotonic: realMonotonic, sleep: realSleep, signal };
  const connection = connect({ kubeconfig: sandbox.kubeconfig }, { env: {}, cwd: "/" });
  const cluster = openCluster(connection, "test", io);
  return {
    cluster,
    close: () => sandbox.close(),
    async run(namespace, { request, facts: otherFacts, options, through, onEvent } = {}) {
      const facts = { ...(await readFacts(cluster)), ...otherFacts };
      const asked = { ...plainRequest, mode: "quick", namespace, ...request } as const;
      const plan = planRun(asked, facts, newRunId(Date.now()));
      const dir = mkdtempSync(path.join(tmpdir(), "session-"));
      const endings = new Endings();
      const events: RunEvent[] = [];
      const returned: RunResult[] = [];
      async function* all(): AsyncGenerator<RunEvent, void> {
        returned.push(
          yield* session(
            through?.(cluster) ?? cluster,
            { kind: "new", request: asked, skipPreflight: "all" },
            {
              io,
              endings,
              dir,
              facts,
              state: {
                plan,
                command: ["kubectl", "conformance", "run"],
                started: new Date().toISOString(),
                server: facts.server,
                platform: facts.platform,
              },
              earlier: undefined,
              watchPods: "none",
              evidence: "failed",
              keep: false,
              detach: false,
              startupTimeout: 20_000,
              deadline: undefined,
              tool: { version: "v0.0.0", runtime: "test", platform: "linux/amd64" },
              ...options,
            },
          ),
        );
      }
      for await (const event of all()) {
        events.push(event);
        await onEvent?.(event, endings);
      }
      const [result] = returned;
      if (result === undefined) throw new Error("the session ended without a result");
      return { result, events, dir };
    },
  };
}
