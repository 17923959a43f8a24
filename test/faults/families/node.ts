import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { Client, newFolder } from "../client.ts";
import type { Machine } from "../cluster.ts";
import { kubectl } from "../cluster.ts";
import type { Fault, Scene } from "../fault.ts";
import { machineOf } from "../fault.ts";
import { bySuite, type Evidence, judge } from "../judge.ts";
import { long, mixed, type Suite, short, suiteWords } from "../suites.ts";

const whole: Evidence["expected"] = { code: 0, verdict: "passed", log: "whole" };

/** Something happens to the node of the run's pod while specs run. */
function onNode(name: string, suite: Suite, hurt: (machine: Machine) => Promise<void>): Fault {
  return {
    name,
    times: 1,
    needsMachine: true,
    async inject(scene) {
      const client = new Client(["run", ...suiteWords(suite)]);
      await client.reached("running");
      await Bun.sleep(2000);
      await hurt(machineOf(scene));
      const faultEnd = Date.now();
      await client.ended;
      const expected = bySuite(scene.witness);
      return judge({ ...evidenceOf(scene, suite), expected, client, faultEnd, bound: 90_000 });
    },
  };
}

function evidenceOf({ before, witness }: Scene, suite: Suite) {
  return { suite, witness, before, expected: whole };
}

const kubeletStopped = onNode("kubelet of the run's node stopped for 60 s", long, async (machine) => {
  const node = machine.nodeOfRun();
  machine.script(`stop kubelet${node}`);
  await Bun.sleep(60_000);
  machine.script(`start_kubelet ${node}`);
});

const kubeletStoppedAtEnd = onNode(
  "kubelet stopped for 60 s, the suite ends meanwhile",
  short,
  async (machine) => {
    const node = machine.nodeOfRun();
    machine.script(`stop kubelet${node}`);
    await Bun.sleep(60_000);
    machine.script(`start_kubelet ${node}`);
  },
);

const containerdRestarted = onNode("containerd of the run's node restarted", long, async (machine) => {
  const node = machine.nodeOfRun();
  machine.script(`signal KILL containerd${node}; sleep 2; start_containerd ${node}`);
});

const image = "registry.k8s.io/conformance:v1.35.4";
const kept = "localhost/kept:1";

const imageLate: Fault = {
  name: "image missing for the first 30 s",
  times: 1,
  needsMachine: true,
  async inject(scene) {
    const machine = machineOf(scene);
    const each = (words: (node: number) => string) =>
      machine.script([1, 2].map((node) => `${words(node)} >/dev/null`).join("; "));
    each((node) => `node_ctr ${node} images tag --force ${image} ${kept}`);
    each((node) => `node_ctr ${node} images rm --sync ${image}`);
    try {
      const client = new Client(["run", ...suiteWords(mixed)]);
      await client.reached("starting");
      await Bun.sleep(30_000);
      each((node) => `node_ctr ${node} images tag --force ${kept} ${image}`);
      return await judge({ ...evidenceOf(scene, mixed), client, faultEnd: Date.now(), bound: 60_000 });
    } finally {
      each((node) => `node_ctr ${node} images tag --force ${kept} ${image}`);
      each((node) => `node_ctr ${node} images rm ${kept}`);
    }
  },
};

/** A client on the second node, whose wire is bad. */
const slowLink: Fault = {
  name: "slow link (tc netem 200 ms, 2 % loss)",
  times: 1,
  needsMachine: true,
  lacks(machine) {
    const bad = "dev node0 root netem delay 1ms";
    const has = machine.script(`on 2 tc qdisc add ${bad} 2>&1 && on 2 tc qdisc del ${bad} || true`);
    return has === "" ? undefined : "this kernel has no netem";
  },
  async inject(scene) {
    const machine = machineOf(scene);
    const bad = "dev node0 root netem";
    machine.script(`on 2 tc qdisc add ${bad} delay 200ms loss 2%`);
    try {
      const client = new Client(["run", ...suiteWords(mixed)], {
        kubeconfig: path.join(machine.state, "inside.kubeconfig"),
        before: ["nsenter", `--net=/run/netns/${machine.name}-node2`],
      });
      await client.ended;
      return await judge({ ...evidenceOf(scene, mixed), client, faultEnd: 0, bound: 60_000 });
    } finally {
      machine.script(`on 2 tc qdisc del ${bad}`);
    }
  },
};

/** The disk of the results folder fills up: reported in one line, the run goes on, and attach has everything elsewhere. */
const diskFull: Fault = {
  name: "disk full while copying, attach with another folder",
  times: 1,
  needsMachine: true,
  async inject(scene) {
    const disk = newFolder();
    mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", disk);
    try {
      const folder = path.join(disk, "results");
      mkdirSync(folder);
      const first = new Client(["run", ...suiteWords(mixed)], { folder });
      const ended = await first.ended;
      const wrong: string[] = [];
      if (ended.code !== 3) wrong.push(`exit code ${ended.code} on a full disk, must be 3`);
      const reports = ended.stderr.split("\n").filter((line) => /no space left on device/i.test(line));
      if (reports.length !== 1 || reports[0]?.includes(folder) !== true)
        wrong.push(`the full disk is reported in ${reports.length} lines`);
      if (kubectl("get", "pods", "-A", "-o", "name").includes("pod/suite") === false)
        wrong.push("the run was taken away");
      const faultEnd = Date.now();
      const client = new Client(["attach"]);
      return await judge({ ...evidenceOf(scene, mixed), client, faultEnd, bound: 60_000, wrong });
    } finally {
      spawnSync("umount", [disk]);
    }
  },
};

function mount(...words: string[]): void {
  const run = spawnSync("mount", words, { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`mount: ${run.stderr}`);
}

export const nodeFaults: readonly Fault[] = [
  kubeletStopped,
  kubeletStoppedAtEnd,
  containerdRestarted,
  imageLate,
  diskFull,
  slowLink,
];
