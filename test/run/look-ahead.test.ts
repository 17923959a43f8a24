import { describe, expect, test } from "bun:test";
import { serveSandbox } from "../../src/commands/sandbox/serve.ts";
import { openCluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connection.ts";
import type { Finding } from "../../src/preflight/check.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { focusNotice } from "../../src/run/focus-notice.ts";
import { newRunId } from "../../src/run/identity.ts";
import { lookAhead, notReady } from "../../src/run/look-ahead.ts";
import { planRun } from "../../src/run/plan/plan.ts";
import { plainRequest } from "./request.ts";

const failed = (check: string, fix?: string): Finding => ({
  check,
  status: "fail",
  summary: `${check} is bad`,
  ...(fix === undefined ? {} : { fix }),
});

describe("a cluster that is not ready", () => {
  test("for what a person may know better of, the check can be left out", () => {
    const error = notReady([failed("dns", "kubectl get pods"), failed("dns"), failed("taints")]);
    expect(error.message).toBe("the cluster is not ready: dns is bad; dns is bad; taints is bad");
    expect(error.fix).toBe(
      "fix it, or, if you know that it does no harm here, leave the check out: --skip-preflight dns,taints",
    );
  });

  test.each(["namespace", "permissions", "limits"])(
    "a run that is refused all the same is not offered without the check: %s",
    (check) => {
      const { fix } = notReady([failed("dns"), failed(check, "use another one with --namespace")]);
      expect(fix).toBe(
        "use another one with --namespace; --skip-preflight does not help, because the run itself would be refused",
      );
      expect(notReady([failed(check)]).fix).toBe(
        "fix it; --skip-preflight does not help, because the run itself would be refused",
      );
    },
  );
});

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

test("a focus that matches nothing is named before the run, one that matches is not", async () => {
  const focus = "\\[Conformance\\].*\\[Serial\\]";
  expect(await notices(focus)).toEqual([focusNotice(focus, "v1.35.4") ?? "none"]);
  expect(await notices("\\[Serial\\].*\\[Conformance\\]")).toEqual([]);
});
