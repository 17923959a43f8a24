import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";

/** What a program did. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs on until it is ended. */
export interface Background {
  /** What it has printed by now. */
  stdout(): string;
  /** Resolves when a line of its output holds the text. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<Outcome>;
  stop(): void;
}

/** What the server answered. */
export interface Answer {
  readonly code: number;
  readonly body: string;
}

/** A sandbox and the ways a test talks to it. */
export interface Client {
  kubectl(args: string, input?: unknown): Promise<Outcome>;
  kubectlInBackground(args: string): Background;
  get(path: string, accept?: string, options?: { certificate?: boolean }): Promise<Answer>;
  send(method: string, path: string, body: unknown, type?: string): Promise<Answer>;
  close(): Promise<void>;
}

interface Kubeconfig {
  readonly clusters: { cluster: { server: string; "certificate-authority-data": string } }[];
  readonly users: { user: { "client-certificate-data": string; "client-key-data": string } }[];
}

/** The collector and the suite in one pod, as JSON for `kubectl create -f -`. */
export function suitePod(
  namespace: string,
  env: Readonly<Record<string, string>> = {},
  tag = "v1.35.4",
): unknown {
  const image = `registry.k8s.io/conformance:${tag}`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "suite", namespace },
    spec: {
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 1,
      containers: [
        { name: "suite", image, env: Object.entries(env).map(([name, value]) => ({ name, value })) },
        { name: "collector", image, command: ["sleep", "infinity"] },
      ],
    },
  };
}

/** Starts a sandbox for a test file. */
export async function startClient(speed: number): Promise<Client> {
  const sandbox: Sandbox = await startSandbox({ speed });
  const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, sandbox.kubeconfig);
  const { clusters, users } = parse(sandbox.kubeconfig) as Kubeconfig;
  const decode = (text = "") => Buffer.from(text, "base64");
  const authority = decode(clusters[0]?.cluster["certificate-authority-data"]);
  const certificate = {
    cert: decode(users[0]?.user["client-certificate-data"]),
    key: decode(users[0]?.user["client-key-data"]),
  };
  const call = (method: string, path: string, headers: Record<string, string>, body?: string, known = true) =>
    new Promise<Answer>((resolve, reject) => {
      const url = new URL(path, clusters[0]?.cluster.server);
      const tls = { ca: authority, agent: false, ...(known && certificate) } as const;
      const sent = request(url, { method, headers, ...tls }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () => resolve({ code: response.statusCode ?? 0, body: text }));
      });
      sent.on("error", reject);
      sent.end(body);
    });
  const run = (args: string) => {
    const child = spawn("kubectl", args.split(" "), {
      env: { PATH: process.env.PATH, KUBECONFIG: kubeconfig },
    });
    let stdout = "";
    let stderr = "";
    let wake = () => {};
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      wake();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Outcome>((resolve, reject) => {
      child.on("error", (cause) => reject(new Error("these tests need kubectl on the PATH", { cause })));
      child.on("close", (code) => resolve({ code, stdout, stderr }));
    });
    const printed = async (text: string) => {
      while (!stdout.includes(text)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    return { child, ended, printed, stdout: () => stdout, stop: () => void child.kill() };
  };
  return {
    kubectl(args, input) {
      const { child, ended } = run(args);
      child.stdin.end(input === undefined ? "" : JSON.stringify(input));
      return ended;
    },
    kubectlInBackground: run,
    get: (path, accept = "application/json", options) =>
      call("GET", path, { accept }, undefined, options?.certificate ?? true),
    send: (method, path, body, type = "application/json") =>
      call(method, path, { accept: "application/json", "content-type": type }, JSON.stringify(body)),
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}
