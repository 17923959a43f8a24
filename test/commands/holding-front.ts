import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import path from "node:path";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { newFolder } from "./program.ts";

export interface HoldingFront extends AsyncDisposable {
  readonly kubeconfig: string;
  /** What is held, `GET /version`, once it has come. */
  readonly held: Promise<string>;
  /** Once the client has hung up on it. */
  readonly hungUp: Promise<void>;
}

/** The API server of a kubeconfig, but that it never answers request number `count`. */
export async function holdingFront(kubeconfig: string, count: number): Promise<HoldingFront> {
  const config = new KubeConfig();
  config.loadFromString(readFileSync(kubeconfig, "utf8"));
  const target = new URL(config.getCurrentCluster()?.server ?? "");
  const options: https.RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const { ca, cert, key } = options;
  const held = Promise.withResolvers<string>();
  const hungUp = Promise.withResolvers<void>();
  const sockets = new Set<Duplex>();
  let come = 0;
  let heldPort: number | undefined;
  const holds = ({ method, url, socket }: IncomingMessage): boolean => {
    come += 1;
    if (come !== count) return false;
    heldPort = socket.remotePort;
    held.resolve(`${method} ${url}`);
    return true;
  };
  const server = createServer((request, response) => {
    if (holds(request)) return;
    const { method, headers } = request;
    const onward = https.request(new URL(request.url ?? "/", target), { ...options, method, headers });
    onward.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.on("error", () => response.destroy()).pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.once("close", () => onward.destroy());
    request.pipe(onward);
  });
  server.on("upgrade", (request, socket) => {
    if (holds(request)) return;
    const secure = { ca, cert, key } as tls.ConnectionOptions;
    const onward = tls.connect({ ...secure, host: target.hostname, port: Number(target.port) });
    const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
    onward.write([`${request.method} ${request.url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
    onward.on("error", () => socket.destroy()).pipe(socket);
    socket.on("error", () => onward.destroy()).pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const inner = (server.address() as AddressInfo).port;
  // Bun's server does not say that a client has hung up on a request that it holds
  const door = net.createServer((client) => {
    const through = net.connect(inner, "127.0.0.1");
    for (const socket of [client, through]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
    client.pipe(through).pipe(client);
    through.once("close", () => client.destroy());
    client.once("close", () => {
      if (through.localPort === heldPort) hungUp.resolve();
      through.destroy();
    });
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  const { port } = door.address() as AddressInfo;
  const file = path.join(newFolder(), "kubeconfig");
  const cluster = { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true };
  await Bun.write(
    file,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "c", cluster }],
      users: [{ name: "u", user: {} }],
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
      "current-context": "c",
    }),
  );
  return {
    kubeconfig: file,
    held: held.promise,
    hungUp: hungUp.promise,
    async [Symbol.asyncDispose]() {
      door.close();
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
