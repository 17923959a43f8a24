import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { InputError } from "../../errors.ts";
import { systemWords } from "../../text/system-words.ts";
import { authority, isOwnHost, type WebAddress } from "./address.ts";

/** The headers of every answer. */
export const safeHeaders = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
} as const;

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 403 | 404 | 405;
  readonly words: string;
}

/** The answer to a request for something that is not there, or without the token. */
export const notFound: Refusal = { status: 404, words: "not found" };

/** Why a request is not answered, whatever it asks for: only by this machine's address, not from another page, and only to read. */
export function foreignTo(
  { method, headers: { host, origin } }: IncomingMessage,
  address: WebAddress,
): Refusal | undefined {
  if (!isOwnHost(host, address)) return { status: 403, words: "not by this name" };
  if (origin !== undefined && origin.toLowerCase() !== `http://${host?.toLowerCase()}`)
    return { status: 403, words: "not from another page" };
  if (method !== "GET" && method !== "HEAD") return { status: 405, words: "read only" };
  return undefined;
}

/** Compares in a time that says nothing about where they differ. */
export function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

/** Answers with a refusal. */
export function refuse(response: ServerResponse, { status, words }: Refusal): void {
  response.writeHead(status, {
    ...safeHeaders,
    "Content-Type": "text/plain; charset=utf-8",
    Connection: "close",
  });
  response.end(`${words}\n`);
}

/** The port that it listens on; `flag` is the one that asked for it. Throws InputError. */
export async function listen(server: Server, wanted: WebAddress, flag: string): Promise<number> {
  const listening = Promise.withResolvers<number>();
  server.on("error", listening.reject);
  try {
    server.listen(wanted.port, wanted.host, () => listening.resolve((server.address() as AddressInfo).port));
    server.unref();
    return await listening.promise;
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    const why = isTaken ? "another program listens there" : systemWords(error);
    throw new InputError(`${flag} ${authority(wanted)}: ${why}`, {
      fix: "choose another port, or 0 for any free one",
      cause: error,
    });
  }
}
