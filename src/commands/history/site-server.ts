import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { authority, type WebAddress } from "../../display/web/address.ts";
import { foreignTo, isSame, listen, notFound, refuse, safeHeaders } from "../../display/web/guard.ts";
import { firstLine } from "../../errors.ts";
import type { SiteFile } from "../../history/site/site.ts";
import type { Io } from "../../process/io.ts";
import { safe } from "../../text/safe.ts";

// milliseconds for which what was read of the stores is good
const fresh = 30_000;
const mostConnections = 64;

type Site = ReadonlyMap<string, SiteFile>;

/** A site that is served. */
export interface SiteServer {
  /** The address to open; whoever knows it can read the pages. */
  readonly url: string;
  close(): void;
}

/**
 * Serves a site, which is loaded again when it is asked for and has become old; if that fails, the old one is served, and the reason is
 * printed.
 * @throws InputError if the address cannot be used
 */
export async function serveSite(
  wanted: WebAddress,
  first: Site,
  load: () => Promise<Site>,
  io: Pick<Io, "monotonic" | "stderr">,
): Promise<SiteServer> {
  const token = randomBytes(16).toString("base64url");
  const sockets = new Set<Socket>();
  const site = keptFresh(first, load, io);
  let address = wanted;
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      io.stderr.write(`warning: ${safe(firstLine(error))}\n`);
      if (response.headersSent) {
        response.destroy();
        return;
      }
      response.writeHead(502, { ...safeHeaders, "Content-Type": "text/plain; charset=utf-8" });
      response.end("the store did not give it\n");
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const foreign = foreignTo(request, address);
    if (foreign !== undefined) return refuse(response, foreign);
    const [, asked = "", name] = /^\/([\w-]+)\/([\w./-]*)$/.exec(request.url ?? "") ?? [];
    if (name === undefined || !isSame(asked, token)) return refuse(response, notFound);
    const path = name === "" || name.endsWith("/") ? `${name}index.html` : name;
    const file = (await site()).get(path);
    const content = await file?.make();
    if (file === undefined || content === undefined) return refuse(response, notFound);
    response.writeHead(200, {
      ...safeHeaders,
      "Content-Type": file.type,
      // a report is whatever was published: it reaches neither the other pages nor the network
      ...(file.isFixed && { "Content-Security-Policy": isolated }),
    });
    response.end(request.method === "HEAD" ? undefined : content);
  }

  server.maxConnections = mostConnections;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  address = { host: wanted.host, port: await listen(server, wanted, "--listen") };
  // nothing else keeps the program alive
  server.ref();
  return {
    url: `http://${authority(address)}/${token}/`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const isolated =
  "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'";

/** The site, loaded again by whoever asks when it is old; everybody who asks meanwhile waits for the same. */
function keptFresh(
  first: Site,
  load: () => Promise<Site>,
  { monotonic, stderr }: Pick<Io, "monotonic" | "stderr">,
): () => Promise<Site> {
  let site = first;
  let at = monotonic();
  let loading: Promise<void> | undefined;
  return async () => {
    if (monotonic() - at >= fresh)
      loading ??= load()
        .then(
          (loaded) => {
            site = loaded;
          },
          (error: unknown) => void stderr.write(`warning: ${safe(firstLine(error))}\n`),
        )
        .finally(() => {
          at = monotonic();
          loading = undefined;
        });
    await loading;
    return site;
  };
}
