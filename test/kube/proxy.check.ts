// Run by each runtime in turn: asks the server of tls-server.ts by way of its proxy, as the environment and the kubeconfig say,
// and prints what came back. The process's own environment names a proxy that is not there: only what is handed in counts.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../src/errors.ts";
import { type Connection, connect } from "../../src/kube/connection.ts";
import { execText } from "../../src/kube/exec.ts";
import { createTransport, readText } from "../../src/kube/transport.ts";

const certificates: { ca: string; clientKey: string; clientCert: string } = JSON.parse(process.argv[2] ?? "");
const ports: { server: number; proxy: number; socks: number } = JSON.parse(process.argv[3] ?? "");
const folder = process.argv[4] ?? "";
const base64 = (text: string) => Buffer.from(text).toString("base64");
const proxy = `http://127.0.0.1:${ports.proxy}`;
const socks = `socks5://127.0.0.1:${ports.socks}`;
const nobody = "http://127.0.0.1:1";

interface Way {
  readonly host?: string;
  readonly cluster?: object;
  readonly env?: Record<string, string>;
  readonly requestTimeout?: string;
}

function to({ host = "cluster.test", cluster = {}, env = {}, requestTimeout = "5" }: Way): Connection {
  const kubeconfig = path.join(folder, "config");
  const users = [
    {
      name: "u",
      user: {
        "client-certificate-data": base64(certificates.clientCert),
        "client-key-data": base64(certificates.clientKey),
      },
    },
  ];
  const server = `https://${host}:${ports.server}`;
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      "current-context": "c",
      clusters: [
        { name: "c", cluster: { server, "certificate-authority-data": base64(certificates.ca), ...cluster } },
      ],
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
      users,
    }),
  );
  return connect({ kubeconfig, requestTimeout }, { env, cwd: folder });
}

async function outcome(answer: Promise<string>): Promise<string> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof UserError)) return String(error);
    return `${error.name} ${error.message} fix: ${error.fix}`
      .replaceAll(`:${ports.server}`, ":SERVER")
      .replaceAll(`:${ports.proxy}`, ":PROXY")
      .replaceAll(`:${ports.socks}`, ":SOCKS");
  }
}

function ask(way: Way, what = "who"): Promise<string> {
  const call = { method: "GET", path: `/${what}`, stream: what === "late" } as const;
  return outcome(createTransport(to(way), "check")(call).then((reply) => readText(reply.body)));
}

function both(way: Way, what = "who"): Promise<readonly string[]> {
  const program = { namespace: "n", pod: "p", container: "c", command: [what] };
  return Promise.all([ask(way, what), outcome(execText({ connection: to(way) }, program))]);
}

async function main(): Promise<void> {
  const answers = {
    environment: await both({ env: { HTTPS_PROXY: proxy } }),
    credentials: await both({ env: { https_proxy: proxy.replace("//", "//me:p%40ss@") } }),
    kubeconfigFirst: await both({ cluster: { "proxy-url": proxy }, env: { HTTPS_PROXY: nobody } }),
    late: await both({ env: { HTTPS_PROXY: proxy }, requestTimeout: "2" }, "late"),
    silent: await ask({ host: "silent.test", env: { HTTPS_PROXY: proxy }, requestTimeout: "300ms" }),
    exempt: await both({ host: "127.0.0.1", env: { HTTPS_PROXY: nobody } }),
    otherAddress: await both({ cluster: { "tls-server-name": "127.0.0.1" }, env: { HTTPS_PROXY: proxy } }),
    wrongName: await both({ cluster: { "tls-server-name": "wrong.test" }, env: { HTTPS_PROXY: proxy } }),
    answers502: await both({ host: "down.test", env: { HTTPS_PROXY: proxy.replace("//", "//me:secret@") } }),
    answers407: await both({ host: "locked.test", env: { HTTPS_PROXY: proxy } }),
    refused: await both({ env: { HTTPS_PROXY: nobody.replace("//", "//me:secret@") } }),
    socks: await both({ cluster: { "proxy-url": socks } }),
    socksToAddress: await both({ host: "127.0.0.1", cluster: { "proxy-url": socks } }),
    socksToOtherAddress: await both({ host: "10.9.9.9", cluster: { "proxy-url": socks } }),
    socksAndName: await both({
      host: "10.9.9.9",
      cluster: { "proxy-url": socks, "tls-server-name": "cluster.test" },
    }),
    socksRejected: await both({ host: "away.test", cluster: { "proxy-url": socks } }),
    socksRefused: await both({ cluster: { "proxy-url": nobody.replace("http:", "socks5:") } }),
  };
  process.stdout.write(`${JSON.stringify(answers, null, 1)}\n`);
}

void main();
