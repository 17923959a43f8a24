// Run by each runtime in turn: asks the server of tls-server.ts, directly and through its proxy, and prints what came back.
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { Connection } from "../../src/kube/connection.ts";
import { createTransport, readText } from "../../src/kube/transport.ts";

interface Certificates {
  readonly ca: string;
  readonly clientKey: string;
  readonly clientCert: string;
}

const certificates: Certificates = JSON.parse(process.argv[2] ?? "");
const ports: { server: number; proxy: number } = JSON.parse(process.argv[3] ?? "");
const base64 = (text: string) => Buffer.from(text).toString("base64");

function connection(
  port: number,
  options: { proxy?: number; certificate?: boolean; ca?: boolean; host?: string; name?: string },
): Connection {
  const kubeConfig = new KubeConfig();
  const server = `https://${options.host ?? "127.0.0.1"}:${port}`;
  kubeConfig.loadFromClusterAndUser(
    {
      name: "c",
      server,
      skipTLSVerify: false,
      ...(options.ca === false ? {} : { caData: base64(certificates.ca) }),
      ...(options.name === undefined ? {} : { tlsServerName: options.name }),
      ...(options.proxy === undefined ? {} : { proxyUrl: `http://127.0.0.1:${options.proxy}` }),
    },
    options.certificate === false
      ? { name: "u" }
      : { name: "u", certData: base64(certificates.clientCert), keyData: base64(certificates.clientKey) },
  );
  return { kubeConfig, server, context: "c", headers: {}, requestTimeout: 0, compression: true };
}

async function ask(to: Connection): Promise<string> {
  try {
    const reply = await createTransport(to, "check")({ method: "GET", path: "/who" });
    return await readText(reply.body);
  } catch (error) {
    return error instanceof Error ? `${error.name}` : String(error);
  }
}

async function main(): Promise<void> {
  const { server, proxy } = ports;
  const answers = {
    direct: await ask(connection(server, {})),
    proxied: await ask(connection(server, { proxy })),
    withoutCertificate: await ask(connection(server, { certificate: false })),
    namedByAddress: await ask(connection(server, { host: "localhost", name: "127.0.0.1" })),
    anotherAddress: await ask(connection(server, { name: "10.9.9.9" })),
    unknownAuthority: await ask(connection(server, { ca: false })),
  };
  process.stdout.write(`${JSON.stringify(answers)}\n`);
  process.exit(0);
}

void main();
