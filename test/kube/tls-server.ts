// Run by Node: a server that demands a client certificate and two proxies before it, which alone know the host names. Prints their ports.
import http from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { WebSocketServer } from "ws";
import { socksServer } from "./socks-server.ts";

const certificates: { ca: string; serverKey: string; serverCert: string } = JSON.parse(process.argv[2] ?? "");
// the --request-timeout of who asks for something late is shorter
const longerThanTheBound = 2500;
const tunnels = new Map<number, string>();

function greeting(socket: net.Socket): string {
  // null once the client has gone
  const certificate = (socket as TLSSocket).getPeerCertificate();
  return `hello ${certificate?.subject.CN}${tunnels.get(socket.remotePort ?? 0) ?? ""}`;
}

const server = https.createServer(
  {
    key: certificates.serverKey,
    cert: certificates.serverCert,
    ca: certificates.ca,
    requestCert: true,
    rejectUnauthorized: true,
  },
  (request, response) => {
    const end = () => response.end(greeting(request.socket));
    if (request.url === "/late") {
      response.flushHeaders();
      setTimeout(end, longerThanTheBound);
    } else end();
  },
);

const sockets = new WebSocketServer({ server, handleProtocols: () => "v4.channel.k8s.io" });
sockets.on("connection", (socket, request) => {
  const end = () => {
    socket.send(Buffer.from(`\u0001${greeting(request.socket)}`));
    socket.send(Buffer.from(`\u0003${JSON.stringify({ status: "Success" })}`));
    socket.close();
  };
  if (request.url?.includes("command=late")) setTimeout(end, longerThanTheBound);
  else end();
});

const proxy = http.createServer().on("connect", (request, socket, head) => {
  const [host = "", port] = (request.url ?? "").split(":");
  socket.on("error", () => undefined);
  // never answered
  if (host === "silent.test") return;
  const refusal = { "down.test": "502 Bad Gateway", "locked.test": "407 Proxy Authentication Required" }[
    host
  ];
  if (refusal !== undefined) {
    socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\n\r\n`);
    return;
  }
  const upstream = net.connect(Number(port), host === "cluster.test" ? "127.0.0.1" : host, () => {
    const authorization = request.headers["proxy-authorization"];
    const as = authorization === undefined ? "" : ` as ${atob(authorization.replace("Basic ", ""))}`;
    tunnels.set(upstream.localPort ?? 0, ` through the proxy${as}`);
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  upstream.on("error", () => socket.destroy());
  socket.on("error", () => upstream.destroy());
});

const places: Readonly<Record<string, string>> = {
  "cluster.test": "127.0.0.1",
  "127.0.0.1": "127.0.0.1",
  // the certificate is not for this one
  "10.9.9.9": "127.0.0.1",
};
const socks = socksServer(
  (host) => places[host],
  (port) => tunnels.set(port ?? 0, " through SOCKS"),
);

const listening = [server, proxy, socks].map(
  (each) =>
    new Promise<number>((resolve) =>
      each.listen(0, "127.0.0.1", () => resolve((each.address() as AddressInfo).port)),
    ),
);
void Promise.all(listening).then(([server, proxy, socks]) =>
  process.stdout.write(`${JSON.stringify({ server, proxy, socks })}\n`),
);
