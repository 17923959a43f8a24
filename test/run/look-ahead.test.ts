import { expect, test } from "bun:test";
import { serveSandbox } from "../../src/commands/sandbox/serve.ts";
import { openCluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connection.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { newRunId } from "../../src/run/identity.ts";
import { lookAhead } from "../../src/run/look-ahead.ts";
import { planRun } from "../../src/run/plan/plan.ts";
import { plainRequest } from "./request.ts";

const { signal } = new AbortController();
const io = { now: Date.now, monotonic: realMonotonic, sleep: realSleep, signal };

/** What is said before a run with this focus on a server of v1.35. */
async function notices(focus: string): Promise<readonly string[]> {
  const sandbox = await serveSandbox({ speed: 1 });
  try {
    const cluster = openCluster(
      connect({ kubeconfig: sandbox.kubeconfig }, { env: {}, cwd: "/" }),
      "test",
      io,
    );
    const request = { ...plainRequest, focus };
    const facts = { server: "v1.35.4", platform: "linux/amd64", nodes: [] };
    const plan = planRun(request, facts, newRunId(Date.now()));
    const said: string[] = [];
    for await (const event of lookAhead(cluster, { request, plan, skipPreflight: "all", io }))
      if (event.kind === "notice") said.push(event.text);
    return said;
  } finally {
    await sandbox.close();
  }
}

test("a focus that matches nothing for the order of its tags is named with the one that would match", async () => {
  expect(await notices("\\[Conformance\\].*\\[Serial\\]")).toEqual([
    "--focus \\[Conformance\\].*\\[Serial\\] matches no conformance test of v1.35, whose names have their tags in another order; 29 conformance tests would match with --focus '\\[Serial\\].*\\[Conformance\\]'",
  ]);
});

test("nothing is said of a focus that matches", async () => {
  expect(await notices("\\[Serial\\].*\\[Conformance\\]")).toEqual([]);
});
