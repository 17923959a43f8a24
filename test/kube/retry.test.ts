import { describe, expect, test } from "bun:test";
import { ApiError, ConnectionError } from "../../src/kube/errors.ts";
import { backoff, persist, withRetries } from "../../src/kube/retry.ts";
import { type Call, createTransport, readText } from "../../src/kube/transport.ts";
import { connectionTo, json, scriptedServer, status } from "./scripted-server.ts";

/** A clock that moves only by sleeping. */
function fakeIo() {
  const slept: number[] = [];
  let time = 0;
  return {
    slept,
    now: () => time,
    monotonic: () => time,
    sleep: async (ms: number) => {
      slept.push(ms);
      time += ms;
    },
  };
}

const get: Call = { method: "GET", path: "/api/v1/pods" };

describe("withRetries", () => {
  test("waits as long as Retry-After says, also for a create", async () => {
    await using server = await scriptedServer(
      json(status(429, "TooManyRequests", "busy"), 429, { "Retry-After": "7" }),
      json({ ok: true }),
    );
    const io = fakeIo();
    const send = withRetries(createTransport(server.connection, "test"), { total: 30_000 }, io);
    const reply = await send({ method: "POST", path: "/api/v1/namespaces", body: "{}" });
    expect(await readText(reply.body)).toBe('{"ok":true}');
    expect(io.slept).toEqual([7000]);
  });

  test("repeats a read after 503, but not a create", async () => {
    await using server = await scriptedServer(
      json("no", 503),
      json("no", 503),
      json({ ok: true }),
      json("no", 503),
    );
    const io = fakeIo();
    const send = withRetries(createTransport(server.connection, "test"), { total: 30_000 }, io);
    expect((await send(get)).status).toBe(200);
    expect(server.requests).toHaveLength(3);
    await expect(send({ method: "POST", path: "/api/v1/namespaces", body: "{}" })).rejects.toThrow(ApiError);
    expect(server.requests).toHaveLength(4);
  });

  test("repeats a read whose connection was reset", async () => {
    await using server = await scriptedServer((request) => request.socket.destroy(), json({ ok: true }));
    const send = withRetries(createTransport(server.connection, "test"), { total: 30_000 }, fakeIo());
    expect((await send(get)).status).toBe(200);
  });

  test("gives up when its patience is over, with kubectl's words for a refused connection", async () => {
    const io = fakeIo();
    const send = withRetries(
      createTransport(connectionTo("http://127.0.0.1:1"), "test"),
      { total: 5000 },
      io,
    );
    const error = await send(get).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(String(error)).toContain(
      "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?",
    );
    expect(io.now()).toBeGreaterThan(1000);
    expect(io.now()).toBeLessThanOrEqual(5000);
  });

  test("counts its patience from the first failure, however long that took", async () => {
    const io = fakeIo();
    let calls = 0;
    const slow = async () => {
      calls += 1;
      await io.sleep(60_000);
      throw new ConnectionError("https://h", Object.assign(new Error("no answer"), { code: "ETIMEDOUT" }));
    };
    await expect(withRetries(slow, { total: 45_000 }, io)(get)).rejects.toThrow("no answer");
    expect(calls).toBe(2);
  });

  test("never repeats a refusal", async () => {
    const words =
      'pods is forbidden: User "eve" cannot list resource "pods" in API group "" at the cluster scope';
    await using server = await scriptedServer(json(status(403, "Forbidden", words), 403));
    const send = withRetries(createTransport(server.connection, "test"), { total: 30_000 }, fakeIo());
    const error = await send(get).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(String(error)).toContain(`Error from server (Forbidden): ${words}`);
    expect((error as ApiError).fix).toContain("cluster-admin");
    expect(server.requests).toHaveLength(1);
  });

  test("a proxy's page instead of a Status is told in one line", async () => {
    await using server = await scriptedServer((_request, response) => {
      response.writeHead(502).end("<html>\n<h1>Bad gateway</h1>\n</html>");
    });
    const send = withRetries(createTransport(server.connection, "test"), { total: 0 }, fakeIo());
    const error = await send(get).catch((caught: unknown) => caught);
    expect((error as Error).message).toBe(
      "Error from server (InternalError): <html> <h1>Bad gateway</h1> </html>",
    );
  });
});

describe("persist", () => {
  const away = new ApiError(500, { message: "error dialing backend" });

  test("goes on while what is in the way may pass", async () => {
    const errors = [away, new ConnectionError("https://h", new Error("cut"))];
    const work = async () => {
      const error = errors.shift();
      if (error !== undefined) throw error;
      return "done";
    };
    expect(await persist(fakeIo(), 10_000, work)).toBe("done");
  });

  test("gives up at a refusal at once, and on trouble when its patience is over", async () => {
    const io = fakeIo();
    const refuse = () => Promise.reject(new ApiError(404, { message: "gone" }));
    await expect(persist(io, 10_000, refuse)).rejects.toThrow("gone");
    expect(io.slept).toEqual([]);
    await expect(persist(io, 10_000, () => Promise.reject(away))).rejects.toThrow("error dialing backend");
    expect(io.now()).toBeGreaterThan(10_000);
  });
});

test("backoff grows to ten seconds and no further", () => {
  expect(backoff(1, 1)).toBe(250);
  expect(backoff(2, 1)).toBe(500);
  expect(backoff(50, 1)).toBe(10_000);
  expect(backoff(50, 0)).toBe(7500);
});
