// Run by each runtime in turn: meets an exec's upgrade with what is not one, and its stream with what is not of it; prints what came of each.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { execText } from "../../src/kube/exec.ts";
import { connectionTo } from "./scripted-server.ts";

const program = { namespace: "n", pod: "p", container: "c", command: ["tail"] };

async function fate(answer: (socket: Duplex, request: IncomingMessage) => void): Promise<string> {
  const sockets: Duplex[] = [];
  const server = createServer().on("upgrade", (request, socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    answer(socket, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const connection = { ...connectionTo(`http://127.0.0.1:${port}`), requestTimeout: 1000 };
  try {
    return `wrote ${await execText({ connection }, program)}`;
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    return "status" in error ? `${error.name} ${error.status}` : error.name;
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

function streamOf(...messages: readonly Buffer[]): (socket: Duplex, request: IncomingMessage) => void {
  return (socket, request) => {
    const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    const head = `HTTP/1.1 101 What\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n`;
    socket.write(`${head}Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n`);
    for (const message of messages) socket.write(Buffer.concat([Buffer.of(0x82, message.length), message]));
    socket.end();
  };
}

async function main(): Promise<void> {
  const answers = {
    stream: await fate(streamOf(Buffer.from("\u0001hello"), Buffer.from('\u0003{"status":"Success"}'))),
    cut: await fate(streamOf(Buffer.from("\u0001hello"))),
    emptyMessage: await fate(streamOf(Buffer.alloc(0))),
    page: await fate((socket) => socket.end("HTTP/1.1 503 No\r\nContent-Length: 6\r\n\r\n<html>")),
    nothing: await fate(() => undefined),
    another: await fate((socket) =>
      socket.write("HTTP/1.1 101 No\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n"),
    ),
    hungUp: await fate((socket) => socket.destroy()),
  };
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}

void main();
