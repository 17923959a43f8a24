import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { startSandbox } from "../../src/sandbox/sandbox.ts";

/** What a program did. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs on until it is ended. */
export interface Background {
  /** Resolves when what it has printed holds a match. */
  printed(pattern: RegExp): Promise<void>;
  stdout(): string;
  stop(): Promise<Outcome>;
}

/** What the server answered, its JSON read. */
export interface Answer {
  readonly code: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there
  readonly body: any;
}

/** A sandbox and the ways a test talks to it. */
export interface Client {
  readonly kubeconfig: string;
  /** The arguments as a line to be split at its spaces, or one by one. */
  kubectl(args: string | readonly string[], input?: unknown): Promise<Outcome>;
  kubectlInBackground(args: string): Background;
  get(path: string, accept?: string): Promise<Answer>;
  getWithoutCertificate(path: string): Promise<Answer>;
  send(method: string, path: string, body?: unknown, type?: string): Promise<Answer>;
  /** The events of a watch as they come. */
  watch(path: string, accept?: string): AsyncGenerator<Answer["body"], void>;
  close(): Promise<void>;
}

interface Kubeconfig {
  readonly clusters: readonly { cluster: { server: string; "certificate-authority-data": string } }[];
  readonly users: readonly { user: { "client-certificate-data": string; "client-key-data": string } }[];
}

export const table = "application/json;as=Table;v=v1;g=meta.k8s.io";

/** The suite and the collector in one pod, as a run makes it. */
export function suitePod(
  namespace: string,
  {
    tag = "v1.35.4",
    env = {},
    spec = {},
  }: { tag?: string; env?: Record<string, string>; spec?: object } = {},
): unknown {
  const image = `registry.k8s.io/conformance:${tag}`;
  const suite = { name: "suite", image, env: Object.entries(env).map(([name, value]) => ({ name, value })) };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "suite", namespace },
    spec: {
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 1,
      containers: [suite, { name: "collector", image, command: ["sleep", "infinity"] }],
      ...spec,
    },
  };
}

/** Starts a sandbox for a test file. */
export async function startClient(speed: number): Promise<Client> {
  const sandbox = await startSandbox({ speed });
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, sandbox.kubeconfig);
  const open = opener(sandbox.kubeconfig);
  return {
    ...kubectlWith(kubeconfig),
    kubeconfig,
    get: async (path, accept = "application/json") => read(await open("GET", path, { accept })),
    getWithoutCertificate: async (path) => read(await open("GET", path, {}, undefined, false)),
    async send(method, path, body, type = "application/json") {
      const headers = { accept: "application/json", "content-type": type };
      return read(await open(method, path, headers, body === undefined ? "" : JSON.stringify(body)));
    },
    async *watch(path, accept = "application/json") {
      const response = await open("GET", path, { accept });
      let rest = "";
      for await (const chunk of response.setEncoding("utf8")) {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) yield JSON.parse(line);
      }
    },
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** kubectl with a kubeconfig. */
export function kubectlWith(kubeconfig: string): Pick<Client, "kubectl" | "kubectlInBackground"> {
  const start = (args: string | readonly string[]) => {
    const env = { PATH: process.env.PATH, KUBECONFIG: kubeconfig, HOME: join(kubeconfig, "..") };
    const child = spawn("kubectl", typeof args === "string" ? args.split(" ") : args, { env });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text;
    });
    const ended = new Promise<Outcome>((resolve, reject) => {
      child.on("error", (cause) => reject(new Error("these tests need kubectl on the PATH", { cause })));
      child.on("close", (code) => resolve({ code, ...output }));
    });
    return { child, output, ended };
  };
  return {
    kubectl(args, input) {
      const { child, ended } = start(args);
      child.stdin.end(input === undefined ? "" : JSON.stringify(input));
      return ended;
    },
    kubectlInBackground(args) {
      const { child, output, ended } = start(args);
      return {
        stdout: () => output.stdout,
        async printed(pattern) {
          while (!pattern.test(output.stdout)) {
            await Promise.race([
              once(child.stdout, "data"),
              ended.then((end) => Promise.reject(new Error(end.stderr))),
            ]);
          }
        },
        stop() {
          child.kill();
          return ended;
        },
      };
    },
  };
}

type Open = (
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
  known?: boolean,
) => Promise<IncomingMessage>;

function opener(kubeconfig: string): Open {
  const { clusters, users } = parse(kubeconfig) as Kubeconfig;
  const decode = (text = "") => Buffer.from(text, "base64");
  const ca = decode(clusters[0]?.cluster["certificate-authority-data"]);
  const cert = decode(users[0]?.user["client-certificate-data"]);
  const key = decode(users[0]?.user["client-key-data"]);
  return (method, path, headers, body, known = true) =>
    new Promise((resolve, reject) => {
      const url = new URL(path, clusters[0]?.cluster.server);
      const options = { method, headers, ca, agent: false, ...(known && { cert, key }) } as const;
      request(url, options, resolve).on("error", reject).end(body);
    });
}

async function read(response: IncomingMessage): Promise<Answer> {
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  const isJson = response.headers["content-type"]?.startsWith("application/json") === true;
  return { code: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text };
}
