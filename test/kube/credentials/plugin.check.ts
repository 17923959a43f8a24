// Run by each runtime in turn: asks the server of tls-server.ts as a credential plugin's user, whose certificate is renewed on the way,
// and prints what came back; then leaves a plugin that does not end, and ends itself.
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Connection, connect } from "../../../src/kube/connection.ts";
import { execText } from "../../../src/kube/exec.ts";
import { createTransport, readText } from "../../../src/kube/transport.ts";

const certificates: Record<"ca" | "clientKey" | "clientCert" | "renewedKey" | "renewedCert", string> =
  JSON.parse(process.argv[2] ?? "");
const ports: Record<"server" | "proxy" | "socks", number> = JSON.parse(process.argv[3] ?? "");
const folder = process.argv[4] ?? "";

function connected(script: string, cluster: object, said?: () => void): Connection {
  const stderr = { isTTY: false, columns: undefined, write: () => said?.() };
  const kubeconfig = path.join(folder, "config");
  const args = ["-c", `cd '${folder}'; ${script}`];
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    command: "sh",
    args,
    interactiveMode: "Never",
  };
  const server = `https://127.0.0.1:${ports.server}`;
  const authority = Buffer.from(certificates.ca).toString("base64");
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      "current-context": "c",
      clusters: [{ name: "c", cluster: { server, "certificate-authority-data": authority, ...cluster } }],
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
      users: [{ name: "u", user: { exec } }],
    }),
  );
  return connect(
    { kubeconfig, requestTimeout: "5" },
    { env: { PATH: process.env.PATH }, cwd: folder, stderr },
  );
}

function print(file: string, cert: string, key: string, expirationTimestamp: string): void {
  const status = { clientCertificateData: cert, clientKeyData: key, expirationTimestamp };
  writeFileSync(path.join(folder, file), JSON.stringify({ status }));
}

/** Whom the server sees, by a call and by an exec after the other, in this order and the other way round. */
async function seen(cluster: object): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const isExecFirst of [false, true]) {
    rmSync(path.join(folder, "again"), { force: true });
    const connection = connected(
      "if [ -e again ]; then cat second; else touch again; cat first; fi",
      cluster,
    );
    const send = createTransport(connection, "check");
    const call = () => send({ method: "GET", path: "/who" }).then((reply) => readText(reply.body));
    const program = { namespace: "n", pod: "p", container: "c", command: ["who"] };
    const exec = () => execText({ connection }, program);
    const [one, other] = isExecFirst ? [exec, call] : [call, exec];
    for (const ask of [one, one, other]) answers.push(await ask().catch(String));
  }
  return answers;
}

async function main(): Promise<void> {
  print("first", certificates.clientCert, certificates.clientKey, "2020-01-01T00:00:00Z");
  print("second", certificates.renewedCert, certificates.renewedKey, "2999-01-01T00:00:00Z");
  const answers = {
    direct: await seen({}),
    proxied: await seen({ "proxy-url": `http://127.0.0.1:${ports.proxy}` }),
    socks: await seen({ "proxy-url": `socks5://127.0.0.1:${ports.socks}` }),
  };
  const leaving = new AbortController();
  const script = "trap '' TERM; echo begun >&2; while [ ! -e over ]; do sleep 0.1; done";
  const endless = connected(script, {}, () => leaving.abort(new Error("left")));
  const call = createTransport(endless, "check")({ method: "GET", path: "/who", signal: leaving.signal });
  const left = await call.catch(String);
  process.stdout.write(`${JSON.stringify({ ...answers, left }, null, 1)}\n`);
}

void main();
