import { expect, test } from "bun:test";
import { followRun } from "../../../src/commands/run/follow-run.ts";
import { serveSandbox } from "../../../src/commands/sandbox/serve.ts";
import { createDisplay } from "../../../src/display/create.ts";
import { type Cluster, openCluster } from "../../../src/kube/cluster.ts";
import { connect } from "../../../src/kube/connection.ts";
import { ApiError } from "../../../src/kube/errors.ts";
import { type Io, realMonotonic, realSleep } from "../../../src/process/io.ts";
import { readFacts } from "../../../src/run/facts.ts";
import { findRun, madeBy } from "../../../src/run/runs.ts";
import { newFolder, program } from "../program.ts";

const discard = { isTTY: false, columns: undefined, write: () => undefined };

test("a run whose follower alone is refused stays in the cluster, and its person is told how to take it up", async () => {
  const sandbox = await serveSandbox({ speed: 40 });
  try {
    const kubeconfig = ["--kubeconfig", sandbox.kubeconfig];
    expect((await program(["run", "--detach", "-n", "refused", ...kubeconfig])).code).toBe(0);
    const io: Io = {
      stdout: discard,
      stderr: discard,
      env: {},
      cwd: newFolder(),
      now: Date.now,
      monotonic: realMonotonic,
      sleep: realSleep,
      signal: new AbortController().signal,
      onSignal: () => () => undefined,
      ask: undefined,
    };
    const cluster = openCluster(connect({ kubeconfig: sandbox.kubeconfig }, io), "test", io);
    const found = await findRun(cluster, undefined);
    const { pod, state, id } = found;
    if (pod === undefined) throw new Error("the run has no pod");
    const facts = await readFacts(cluster);
    const made = madeBy(found);
    const refusing: Cluster = {
      ...cluster,
      send: (call) =>
        call.path === "/api/v1/namespaces"
          ? Promise.reject(new ApiError(403, { reason: "Forbidden", message: "not you" }))
          : cluster.send(call),
    };
    const followed = followRun(
      {
        io,
        name: "kubectl conformance",
        argv: [],
        version: { version: "v0.0.0", runtime: "test", platform: "linux/amd64" },
        exit: () => undefined,
      },
      refusing,
      {
        state,
        facts,
        there: true,
        begin: async (onMade) => {
          onMade(made);
          return pod;
        },
      },
      {
        output: "table",
        screen: () => createDisplay("table", io),
        watchPods: "run",
        resultsDir: undefined,
        earlier: undefined,
        keep: false,
        certifiable: false,
        startupTimeout: Number.POSITIVE_INFINITY,
        deadline: undefined,
        stopFirst: false,
        sandbox: false,
        detach: false,
      },
    );
    await expect(followed).rejects.toMatchObject({
      message: "Error from server (Forbidden): not you",
      code: 3,
      fix: `run ${id} goes on in namespace refused; take it up into another folder: kubectl conformance attach ${id} --results-dir FOLDER`,
    });
    expect((await program(["status", "-o", "name", ...kubeconfig])).stdout).toBe(`conformancerun/${id}\n`);
  } finally {
    await sandbox.close();
  }
});
