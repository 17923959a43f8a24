import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fail, measure } from "./process.ts";

const kwokVersion = "v0.7.0";
const label = "bench=large";
const namespaces = 20;
/** Requests at the same time. */
const width = 32;

/** Nodes and pods that nothing runs, kept Ready by KWOK, on the cluster of KUBECONFIG; requests go through `kubectl proxy`. */
export class FakePods {
  readonly #proxy: Bun.Subprocess;
  readonly #kwok: Bun.Subprocess;
  readonly #url: string;
  /** The name and the namespace of each pod. */
  readonly #pods: readonly { readonly namespace: string; readonly name: string }[];

  private constructor(
    proxy: Bun.Subprocess,
    kwok: Bun.Subprocess,
    url: string,
    pods: readonly { readonly namespace: string; readonly name: string }[],
  ) {
    this.#proxy = proxy;
    this.#kwok = kwok;
    this.#url = url;
    this.#pods = pods;
  }

  /** Creates them, and waits until all pods run. */
  static async create(nodes: number, pods: number): Promise<FakePods> {
    const binary = await buildKwok();
    const proxy = Bun.spawn(["kubectl", "proxy", "--port=0"], { stdout: "pipe", stderr: "inherit" });
    const url = await addressOf(proxy.stdout);
    const kwok = Bun.spawn(
      [
        binary,
        `--kubeconfig=${process.env.KUBECONFIG}`,
        "--manage-all-nodes=false",
        "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
        "--node-lease-duration-seconds=40",
      ],
      { stdout: "ignore", stderr: "ignore" },
    );
    const names = Array.from({ length: pods }, (_, n) => ({
      namespace: `bench-${n % namespaces}`,
      name: `pod-${n}`,
      node: `fake-${n % nodes}`,
    }));
    const made = new FakePods(proxy, kwok, url, names);
    const spaces = Array.from({ length: namespaces }, (_, n) => `bench-${n}`);
    await inParallel(spaces, (name) => made.#post("/api/v1/namespaces", { metadata: { name, labels } }));
    // without its account a namespace takes no pods
    await inParallel(spaces, (name) => made.#until(`/api/v1/namespaces/${name}/serviceaccounts/default`));
    await inParallel(
      Array.from({ length: nodes }, (_, n) => n),
      (n) => made.#post("/api/v1/nodes", node(`fake-${n}`)),
    );
    await inParallel(names, ({ namespace, name, node }) =>
      made.#post(`/api/v1/namespaces/${namespace}/pods`, pod(name, node)),
    );
    for (let running = 0; running < pods; running = await made.#running()) await Bun.sleep(2000);
    return made;
  }

  /** Lets a pod's container restart once more, as a kubelet would report it. */
  async restart(index: number, restarts: number): Promise<string> {
    const { namespace = "", name = "" } = this.#pods[index] ?? {};
    await this.#send(
      "PATCH",
      `/api/v1/namespaces/${namespace}/pods/${name}/status`,
      "application/json-patch+json",
      [{ op: "replace", path: "/status/containerStatuses/0/restartCount", value: restarts }],
    );
    return `${namespace}/${name}`;
  }

  async remove(): Promise<void> {
    await inParallel(
      Array.from({ length: namespaces }, (_, n) => `bench-${n}`),
      (name) => this.#send("DELETE", `/api/v1/namespaces/${name}/pods?gracePeriodSeconds=0`),
    );
    await this.#send("DELETE", `/api/v1/nodes?labelSelector=${label}`);
    await inParallel(
      Array.from({ length: namespaces }, (_, n) => `bench-${n}`),
      (name) => this.#send("DELETE", `/api/v1/namespaces/${name}`),
    );
    this.#kwok.kill();
    this.#proxy.kill();
  }

  async #running(): Promise<number> {
    const url = `${this.#url}/api/v1/pods?fieldSelector=status.phase=Running&labelSelector=${label}&limit=1`;
    const answer: unknown = await (await fetch(url)).json();
    const { items = [], metadata = {} } = answer as {
      items?: unknown[];
      metadata?: { remainingItemCount?: number };
    };
    if (metadata.remainingItemCount !== undefined) return items.length + metadata.remainingItemCount;
    const all = (await (await fetch(url.replace("&limit=1", ""))).json()) as { items?: unknown[] };
    return all.items?.length ?? 0;
  }

  async #until(path: string): Promise<void> {
    while (!(await fetch(this.#url + path)).ok) await Bun.sleep(200);
  }

  #post(path: string, object: unknown): Promise<void> {
    return this.#send("POST", path, "application/json", object);
  }

  async #send(method: string, path: string, type?: string, object?: unknown): Promise<void> {
    const init =
      type === undefined
        ? { method }
        : { method, headers: { "content-type": type }, body: JSON.stringify(object) };
    const answer = await fetch(this.#url + path, init);
    const text = await answer.text();
    if (!answer.ok && answer.status !== 409 && answer.status !== 404) fail(`${method} ${path}: ${text}`);
  }
}

const labels = { bench: "large" };

function node(name: string): unknown {
  const size = { cpu: "32", memory: "256Gi", pods: "110" };
  return {
    metadata: { name, labels, annotations: { "kwok.x-k8s.io/node": "fake" } },
    // nothing of the suite may be placed there
    spec: { taints: [{ key: "kwok.x-k8s.io/node", value: "fake", effect: "NoSchedule" }] },
    status: { capacity: size, allocatable: size },
  };
}

function pod(name: string, nodeName: string): unknown {
  return {
    metadata: { name, labels },
    spec: {
      nodeName,
      automountServiceAccountToken: false,
      tolerations: [{ operator: "Exists" }],
      containers: [{ name: "none", image: "none" }],
    },
  };
}

async function inParallel<Item>(items: readonly Item[], each: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) await each(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

async function addressOf(output: ReadableStream<Uint8Array>): Promise<string> {
  for await (const bytes of output) {
    const found = /127\.0\.0\.1:\d+/.exec(new TextDecoder().decode(bytes));
    if (found !== null) return `http://${found[0]}`;
  }
  return fail("kubectl proxy did not start");
}

async function buildKwok(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const bin = join(cache, "kubectl-conformance-bench", `kwok-${kwokVersion}`);
  const binary = join(bin, "kwok");
  if (existsSync(binary)) return binary;
  process.stderr.write(`bench: building kwok ${kwokVersion}\n`);
  const log = join(bin, "install.log");
  const words = ["env", `GOBIN=${bin}`, "go", "install", `sigs.k8s.io/kwok/cmd/kwok@${kwokVersion}`];
  if ((await measure(words, log)).exitCode !== 0) fail(`go install of kwok failed: see ${log}`);
  return binary;
}
