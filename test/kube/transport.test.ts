import { describe, expect, test } from "bun:test";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { gzipSync } from "node:zlib";
import { ApiError, ConnectionError } from "../../src/kube/errors.ts";
import { withRetries } from "../../src/kube/retry.ts";
import { createTransport, readText } from "../../src/kube/transport.ts";
import { TooLarge } from "../../src/net/bytes.ts";
import { sleepingClock } from "./clock.ts";
import { type Answer, connectionTo, scriptedServer } from "./scripted-server.ts";

const get = { method: "GET", path: "/api/v1/pods" } as const;
const mega = 1024 * 1024;

/** A body without an end; `sent` counts its megabytes. */
function endless(status: number, sent: { megabytes: number }): Answer {
  return (_request, response) => {
    response.writeHead(status);
    const part = Buffer.alloc(mega, "x");
    const more = () => {
      while (!response.destroyed) {
        sent.megabytes += 1;
        if (!response.write(part)) return;
      }
    };
    response.on("drain", more);
    more();
  };
}

describe("an answer has a bound", () => {
  test("a body without an end is given up at 128 MiB, and not asked for again", async () => {
    const sent = { megabytes: 0 };
    await using server = await scriptedServer(endless(200, sent));
    const send = withRetries(createTransport(server.connection, "test"), { total: 30_000 }, sleepingClock());
    const error = await send(get).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TooLarge);
    expect(String(error)).toMatch(
      /the answer to \/api\/v1\/pods from 127\.0\.0\.1:\d+ is larger than 128 MiB/,
    );
    expect(error).toMatchObject({ code: 3 });
    expect(sent.megabytes).toBeLessThan(200);
    expect(server.requests).toHaveLength(1);
  });

  test("so has what is packed, by its unpacked size", async () => {
    const packed = gzipSync(Buffer.alloc(64 * mega));
    await using server = await scriptedServer((_request, response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(packed);
    });
    const error = await createTransport(server.connection, "test")(get).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TooLarge);
    expect(String(error)).toContain("unpacks to more than 250 times its size");
  });

  test.each([{}, { stream: true }])("of an error's page only the head is read: %j", async (more) => {
    const sent = { megabytes: 0 };
    await using server = await scriptedServer(endless(502, sent));
    const send = withRetries(createTransport(server.connection, "test"), { total: 0 }, sleepingClock());
    const error = await send({ ...get, ...more }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(String(error).length).toBeLessThan(500);
    expect(sent.megabytes).toBeLessThan(40);
  });

  test("a stream has none", async () => {
    await using server = await scriptedServer(
      (_request, response) => void response.end(Buffer.alloc(140 * mega)),
    );
    const reply = await createTransport(server.connection, "test")({ ...get, stream: true });
    let bytes = 0;
    for await (const chunk of reply.body) bytes += chunk.length;
    expect(bytes).toBe(140 * mega);
  });
});

test("a page that stalls is given up in time, also where a stream was asked for", async () => {
  await using server = await scriptedServer((_request, response) => {
    response.writeHead(403).write("<html>");
  });
  const send = createTransport({ ...server.connection, requestTimeout: 100 }, "test");
  await expect(send({ ...get, stream: true })).rejects.toThrow("no answer within 0.1s");
});

test.each<[string, string]>([
  ["what is not HTTP", "SSH-2.0-OpenSSH_9.6\r\n"],
  ["nothing", ""],
  ["half a head", "HTTP/1.1 200 OK\r\nContent-"],
  ["less than was said", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}"],
  ["gzip that is none", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"],
])("%s in place of an answer is a lost connection", async (_what, bytes) => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const send = createTransport(connectionTo(`http://127.0.0.1:${port}`), "test");
  const error = await send(get).then(
    (reply) => readText(reply.body),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ConnectionError);
  server.close();
});
