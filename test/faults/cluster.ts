import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** Runs kubectl to its end and gives what it wrote. Throws with its words. */
export function kubectl(...args: string[]): string {
  const run = spawnSync("kubectl", ["--request-timeout=20s", ...args], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(`kubectl ${args.join(" ")}: ${run.stderr}`);
  return run.stdout;
}

const kinds = [
  "namespaces",
  "clusterroles",
  "clusterrolebindings",
  "customresourcedefinitions",
  "apiservices",
  "validatingwebhookconfigurations",
  "mutatingwebhookconfigurations",
  "validatingadmissionpolicies",
  "validatingadmissionpolicybindings",
  "priorityclasses",
  "runtimeclasses",
  "storageclasses",
  "csidrivers",
  "ingressclasses",
  "persistentvolumes",
  "flowschemas",
  "prioritylevelconfigurations",
];

interface NodeObject {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly taints?: readonly { readonly key: string; readonly effect: string }[] };
  readonly status: {
    readonly capacity?: Readonly<Record<string, string>>;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** All that a run may leave behind: objects without a namespace, and what stands on nodes. */
export function standing(): Set<string> {
  const objects = kubectl("get", kinds.join(","), "-o", "name").trim().split("\n");
  const onNodes = nodes().flatMap(({ metadata, spec, status }) => [
    ...Object.keys(metadata.labels ?? {}).map((label) => `label ${label} of ${metadata.name}`),
    ...(spec.taints ?? []).map(({ key, effect }) => `taint ${key}:${effect} of ${metadata.name}`),
    ...Object.keys(status.capacity ?? {}).map((resource) => `resource ${resource} of ${metadata.name}`),
  ]);
  return new Set([...objects, ...onNodes]);
}

/** Whether every node is Ready and without a taint that says otherwise. */
export function nodesReady(): boolean {
  return nodes().every(
    ({ spec, status }) =>
      status.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") === true &&
      !spec.taints?.some(({ key }) => key.startsWith("node.kubernetes.io/")),
  );
}

function nodes(): readonly NodeObject[] {
  const list: { readonly items: readonly NodeObject[] } = JSON.parse(kubectl("get", "nodes", "-o", "json"));
  return list.items;
}

/** Where the API server listens, by the kubeconfig in use. */
export function apiServer(): URL {
  return new URL(kubectl("config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}"));
}

/** The processes and networks of a cluster that `test/cluster/up` made on this machine. */
export class Machine {
  readonly state: string;
  readonly name: string;
  readonly #port: string;

  private constructor(state: string, name: string) {
    this.state = state;
    this.name = name;
    this.#port = apiServer().port;
  }

  /** The one that KUBECONFIG belongs to; undefined where it is a cluster from elsewhere, or this user is not root. */
  static find(): Machine | undefined {
    const state = path.dirname(process.env.KUBECONFIG ?? "");
    const marker = path.join(state, "name");
    if (process.getuid?.() !== 0 || !existsSync(marker)) return undefined;
    return new Machine(state, readFileSync(marker, "utf8").trim());
  }

  /** Runs a script with the functions of test/cluster/lib, such as `stop` and `start_kubelet`. */
  script(text: string): string {
    const folder = path.resolve(import.meta.dir, "../cluster");
    const parts = "settings processes network cgroups pki configs components images readiness";
    const sources = `cluster_dir=${folder}; for part in ${parts}; do source "$cluster_dir/lib/$part.sh"; done`;
    const run = spawnSync("bash", ["-c", `${sources}; ${text}`], {
      encoding: "utf8",
      env: {
        ...process.env,
        CLUSTER_STATE: this.state,
        CLUSTER_NAME: this.name,
        CLUSTER_PORT: this.#port,
      },
    });
    if (run.status !== 0) throw new Error(`${text}: ${run.stderr}`);
    return run.stdout;
  }

  /** The number of the node that holds the run's pod. */
  nodeOfRun(): string {
    const node = kubectl("-n", "conformance", "get", "pod", "suite", "-o", "jsonpath={.spec.nodeName}");
    return node.replace("node", "");
  }
}
