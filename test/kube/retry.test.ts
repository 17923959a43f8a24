import { describe, expect, test } from "bun:test";
import { ApiError, ConnectionError } from "../../src/kube/errors.ts";
import { persist, withRetries } from "../../src/kube/retry.ts";
import { type Call, createTransport, readText } from "../../src/kube/transport.ts";
import { realSleep } from "../../src/process/io.ts";
import { sleepingClock } from "./clock.ts";
import { connectionTo, json, scriptedServer, status } from "./scripted-server.ts";

const get: Call = { method: "GET", path: "/api/v1/pods" };

describe("withRetries", () => {
  test("waits as long as Retry-After says, also for a create", async () => {
    await using server = await scriptedServer(
      json(status(429, "TooManyRequests", "busy"), 429, { "Retry-After": "7" }),
      json({ ok: true }),
    );
    const io = sleepingClock();
    const send = withRetries(createTransport(server.connection, "test"), { total: 30_000 }, io);
    const reply = await send({ method: "POST", path: "/api/v1/namespaces", body: "{}" });
    expect(await readText(reply.body)).toBe('{"ok":true}');
    expect(io.slept).toEqual([7000]);
  });

  const busy = (headers: Record<string, string>) =>
    json(status(429, "TooManyRequests", "busy"), 429, headers);

  test("Retry-After may be a date, by the server's own clock", async () => {
    const headers = { Date: "Fri, 20 Nov 2020 22:15:00 GMT", "Retry-After": "Fri, 20 Nov 2020 22:15:09 GMT" };
    await using server = await scriptedServer(busy(headers), json({ ok: true }));
    const io = sleepingClock();
    await withRetries(createTransport(server.connection, "test"), { total: 30_000 }, io)(get);
    expect(io.slept).toEqual([9000]);
  });

  test.each(["0", "-5", "soon", "1e999", "Fri, 20 Nov 2020 22:15:00 GMT"])(
    "Retry-After: %s makes no busy loop",
    async (asked) => {
      await using server = await scriptedServer(busy({ "Retry-After": asked }));
      const io = sleepingClock();
      const send = withRetries(createTransport(server.connection, "test"), { total: 30_000 }, io);
      await expect(send(get)).rejects.toThrow("busy");
      expect(server.requests.length).toBeLessThan(50);
      expect(io.monotonic()).toBeGreaterThan(15_000);
    },
  );

  test("Retry-After of hours is no reason to sleep for them", async () => {
    await using server = await scriptedServer(busy({ "Retry-After": "86400" }), json({ ok: true }));
    const io = sleepingClock();
    await withRetries(createTransport(server.connection, "test"), { total: 45_000 }, io)(get);
    expect(io.slept).toEqual([30_000]);
  });

  test("a signal ends the waiting", async () => {
    await using server = await scriptedServer(busy({ "Retry-After": "20" }));
    const leave = new AbortController();
    const io = { ...sleepingClock(), sleep: realSleep };
    const send = withRetries(createTransport(server.connection, "test"), { total: 45_000 }, io);
    const asked = send({ ...get, signal: leave.signal });
    setTimeout(() => leave.abort(new Error("enough")), 50);
    await expect(asked).rejects.toThrow("enough");
  });

  test("repeats a read after 503, but not a create", async () => {
    await using server = await scriptedServer(
      json("no", 503),
      json("no", 503),
      json({ ok: true }),
      json("no", 503),
    );
    const io = sleepingClock();
    const send = withRetries(createTransport(server.connection, "test"), { total: 30_000 }, io);
    expect((await send(get)).status).toBe(200);
    expect(server.requests).toHaveLength(3);
    await expect(send({ method: "POST", path: "/api/v1/namespaces", body: "{}" })).rejects.toThrow(ApiError);
    expect(server.requests).toHaveLength(4);
  });

  test("repeats a read whose connection was reset", async () => {
    await using server = await scriptedServer((request) => request.socket.destroy(), json({ ok: true }));
    const send = withRetries(createTransport(server.connection, "test"), { total: 30_000 }, sleepingClock());
    expect((await send(get)).status).toBe(200);
  });

  test("gives up when its patience is over, with kubectl's words for a refused connection", async () => {
    const io = sleepingClock();
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
    expect(io.monotonic()).toBeGreaterThan(1000);
    expect(io.monotonic()).toBeLessThanOrEqual(5000);
  });

  test("counts its patience from the first failure, however long that took", async () => {
    const io = sleepingClock();
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
    const send = withRetries(createTransport(server.connection, "test"), { total: 30_000 }, sleepingClock());
    const error = await send(get).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(String(error)).toContain(`Error from server (Forbidden): ${words}`);
    expect((error as ApiError).fix).toContain("cluster-admin");
    expect(server.requests).toHaveLength(1);
  });

  test("a proxy's page instead of a Status is reported in one line", async () => {
    await using server = await scriptedServer((_request, response) => {
      response.writeHead(502).end("<html>\n<h1>Bad gateway</h1>\n</html>");
    });
    const send = withRetries(createTransport(server.connection, "test"), { total: 0 }, sleepingClock());
    const error = await send(get).catch((caught: unknown) => caught);
    expect((error as Error).message).toBe(
      'Error from server (InternalError): the answer is a web page, "Bad gateway", not one of the Kubernetes API\'s',
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
    expect(await persist(sleepingClock(), 10_000, work)).toBe("done");
  });

  test("gives up at a refusal at once, and on trouble when its patience is over", async () => {
    const io = sleepingClock();
    const refuse = () => Promise.reject(new ApiError(404, { reason: "NotFound", message: "gone" }));
    await expect(persist(io, 10_000, refuse)).rejects.toThrow("gone");
    expect(io.slept).toEqual([]);
    await expect(persist(io, 10_000, () => Promise.reject(away))).rejects.toThrow("error dialing backend");
    expect(io.monotonic()).toBeGreaterThan(10_000);
  });
});
