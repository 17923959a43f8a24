// Run by Node: a server that demands a client certificate and a proxy before it. Prints their ports.
import http from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";

const certificates: { ca: string; serverKey: string; serverCert: string } = JSON.parse(process.argv[2] ?? "");
const tunnels = new Set<number>();

const server = https.createServer(
  {
    key: certificates.serverKey,
    cert: certificates.serverCert,
    ca: certificates.ca,
    requestCert: true,
    rejectUnauthorized: true,
  },
  (request, response) => {
    const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject;
    const way = tunnels.has(request.socket.remotePort ?? 0) ? " through the proxy" : "";
    response.end(`hello ${CN}${way}`);
  },
);

const proxy = http.createServer().on("connect", (request, socket, head) => {
  const [host = "", port] = (request.url ?? "").split(":");
  const upstream = net.connect(Number(port), host, () => {
    tunnels.add(upstream.localPort ?? 0);
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  upstream.on("error", () => socket.destroy());
  socket.on("error", () => upstream.destroy());
});

server.listen(0, "127.0.0.1", () =>
  proxy.listen(0, "127.0.0.1", () => {
    const ports = {
      server: (server.address() as AddressInfo).port,
      proxy: (proxy.address() as AddressInfo).port,
    };
    process.stdout.write(`${JSON.stringify(ports)}\n`);
  }),
);
