import net, { type Server, type Socket } from "node:net";

/** Where a name or an address that a client asks for really is; undefined where there is no way to it. */
export type Route = (host: string) => string | undefined;

/** A SOCKS5 proxy without a password (RFC 1928); `onTunnel` receives the port from which each tunnel reaches the server. */
export function socksServer(route: Route, onTunnel: (port: number | undefined) => void): Server {
  return net.createServer((client) => {
    client.on("error", () => undefined);
    client.once("data", () => {
      client.write(Buffer.from([5, 0]));
      client.once("data", (request) => {
        const { host, port } = destination(Buffer.from(request));
        const address = route(host);
        if (address === undefined) client.end(answer(hostUnreachable));
        else tunnel(client, net.connect(port, address), onTunnel);
      });
    });
  });
}

const granted = 0;
const hostUnreachable = 4;

function answer(code: number): Buffer {
  return Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
}

function destination(request: Buffer): { readonly host: string; readonly port: number } {
  const port = request.readUInt16BE(request.length - 2);
  const isAddress = request[3] === 1;
  const host = isAddress ? request.subarray(4, 8).join(".") : request.subarray(5, -2).toString();
  return { host, port };
}

function tunnel(client: Socket, upstream: Socket, onTunnel: (port: number | undefined) => void): void {
  upstream.on("connect", () => {
    onTunnel(upstream.localPort);
    client.write(answer(granted));
    upstream.pipe(client).pipe(upstream);
  });
  upstream.on("error", () => client.destroy());
  client.on("error", () => upstream.destroy());
}
