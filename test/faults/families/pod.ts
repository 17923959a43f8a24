import { writeFileSync } from "node:fs";
import path from "node:path";
import { Client, newFolder } from "../client.ts";
import { kubectl } from "../cluster.ts";
import type { Fault } from "../fault.ts";
import { machineOf } from "../fault.ts";
import { judge } from "../judge.ts";
import { mixed, type Suite, short, suiteWords } from "../suites.ts";

const onPod = ["-n", "conformance"];

/**
 * The run's pod is taken away: reported within 30 s, in the cluster's words. `graceful` ends let the suite remove what it made; without, a
 * process may leave a namespace of which nothing proves whose it is.
 */
function podLost(
  name: string,
  suite: Suite,
  words: RegExp,
  take: () => void,
  end: "graceful" | "forced" = "graceful",
): Fault {
  return {
    name,
    times: 1,
    async inject({ before, witness }) {
      const client = new Client(["run", ...suiteWords(suite)]);
      await client.reached("running");
      await Bun.sleep(3000);
      take();
      const faultEnd = Date.now();
      const { stderr } = await client.ended;
      const judged = await judge({
        client,
        suite,
        witness,
        before,
        faultEnd,
        bound: 30_000,
        expected: { code: 3, verdict: "incomplete", log: "partial" },
        wrong: words.test(stderr) ? [] : [`its end does not say ${words.source}`],
      });
      if (end === "graceful") return judged;
      const undecided = judged.left.filter((object) => isUndecided(object, stderr));
      // the next run must not find them; an APIService goes with its custom resource definition
      for (const object of undecided)
        if (!isApiService(object)) kubectl("delete", ...object.split("/"), "--wait=false");
      return { ...judged, left: judged.left.filter((object) => !undecided.includes(object)) };
    },
  };
}

const isApiService = (object: string) => object.startsWith("apiservice.");

/**
 * Whether the error at the end names an object, or a resource of its group, as one that nobody can decide on: in a parallel suite nothing
 * proves whose the namespace of a process is that has finished no spec. `object` is `kind.group/name`.
 */
function isUndecided(object: string, stderr: string): boolean {
  const [kind = "", name = ""] = object.split("/");
  const error = stderr.split("\n").find((line) => line.startsWith("error: ")) ?? "";
  const named = isApiService(object) ? name.replace(/^[^.]*/, "") : ` ${name}`;
  const word = isApiService(object) ? "customresourcedefinition" : (kind.split(".")[0] ?? "");
  return error.includes(word) && error.includes(`${named}: it may belong to this run or to another suite`);
}

export const podDeleted = podLost(
  "pod deleted",
  mixed,
  /the run was lost: the pod (is being|was) deleted/,
  () => kubectl(...onPod, "delete", "pod", "suite", "--wait=false"),
);

export const podForced = podLost(
  "pod deleted with --force",
  mixed,
  /the run was lost: the pod (is being|was) deleted/,
  () => kubectl(...onPod, "delete", "pod", "suite", "--force", "--grace-period=0", "--wait=false"),
  "forced",
);

export const podEvicted = podLost(
  "pod evicted through the Eviction API",
  mixed,
  /the run was lost: .*EvictionByEvictionAPI: Eviction API: evicting/,
  () => {
    const file = path.join(newFolder(), "eviction.json");
    const metadata = { name: "suite", namespace: "conformance" };
    writeFileSync(file, JSON.stringify({ apiVersion: "policy/v1", kind: "Eviction", metadata }));
    kubectl("create", "--raw", "/api/v1/namespaces/conformance/pods/suite/eviction", "-f", file);
  },
);

export const podFailed = podLost(
  "pod ended by its kubelet (activeDeadlineSeconds)",
  short,
  /the run was lost: DeadlineExceeded: /,
  () => {
    const patch = JSON.stringify({ spec: { activeDeadlineSeconds: 1 } });
    kubectl(...onPod, "patch", "pod", "suite", "--patch", patch);
  },
);

/** Without the collector the log goes on through the suite's container; its end and the junit are what can be had. */
function collectorGone(name: string, end: (client: Client) => void): Fault {
  return {
    name,
    times: 1,
    async inject({ before, witness }) {
      const client = new Client(["run", ...suiteWords(short)]);
      await client.reached("running");
      await Bun.sleep(2000);
      end(client);
      const faultEnd = Date.now();
      return judge({
        client,
        suite: short,
        witness,
        before,
        faultEnd,
        bound: 60_000,
        expected: { code: 0, verdict: "passed", log: "partial" },
      });
    },
  };
}

export const collectorEnded = collectorGone("collector ended by exec (SIGTERM)", () => {
  kubectl(...onPod, "exec", "suite", "-c", "collector", "--", "sh", "-c", "kill -TERM 1");
});

export const collectorKilled: Fault = {
  ...collectorGone("collector killed on its node (SIGKILL)", () => undefined),
  needsMachine: true,
  inject: (scene) =>
    collectorGone("", () => {
      const machine = machineOf(scene);
      const id = kubectl(
        ...onPod,
        "get",
        "pod",
        "suite",
        "-o",
        'jsonpath={.status.containerStatuses[?(@.name=="collector")].containerID}',
      ).replace("containerd://", "");
      machine.script(`node_ctr ${machine.nodeOfRun()} tasks kill --all --signal SIGKILL ${id}`);
    }).inject(scene),
};

export const podFaults: readonly Fault[] = [
  podDeleted,
  podForced,
  podEvicted,
  podFailed,
  collectorEnded,
  collectorKilled,
];
