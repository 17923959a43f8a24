import { expect, test } from "bun:test";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { ApiError, ConnectionError } from "../../src/kube/errors.ts";
import { ExecError, execText } from "../../src/kube/exec.ts";
import { connectionTo, status } from "./scripted-server.ts";

/** A server that speaks the exec protocol: each connection is sent these frames, then closed or left open. */
function execServer(frames: readonly Buffer[], then: "close" | "stay") {
  const server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    handleProtocols: () => "v4.channel.k8s.io",
  });
  server.on("connection", (socket) => {
    for (const frame of frames) socket.send(frame);
    if (then === "close") socket.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, cluster: { connection: connectionTo(`http://127.0.0.1:${port}`) } };
}

const program = { namespace: "n", pod: "p", container: "c", command: ["tail", "-F", "log"] };
const frame = (channel: number, text: string) => Buffer.concat([Buffer.from([channel]), Buffer.from(text)]);
const success = frame(3, JSON.stringify({ status: "Success" }));

test("gives what the program wrote", async () => {
  const { server, cluster } = execServer(
    [frame(1, "one "), frame(2, "a warning"), frame(1, "two"), success],
    "close",
  );
  expect(await execText(cluster, program)).toBe("one two");
  server.close();
});

test("a program that fails is told with its code and its own words", async () => {
  const failure = {
    status: "Failure",
    message: "command terminated with exit code 1",
    details: { causes: [{ reason: "ExitCode", message: "1" }] },
  };
  const { server, cluster } = execServer(
    [frame(2, "tail: no such file\n"), frame(3, JSON.stringify(failure))],
    "close",
  );
  const error = await execText(cluster, program).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ExecError);
  expect(error).toMatchObject({ exitCode: 1, message: "tail in container c: tail: no such file" });
  server.close();
});

test("a node that does not answer is trouble that may pass, a container that is gone is not", async () => {
  const failure = (message: string) =>
    frame(3, JSON.stringify({ status: "Failure", reason: "InternalError", message }));
  const away = execServer(
    [failure("error dialing backend: dial tcp 10.0.0.2:10250: connection refused")],
    "close",
  );
  const error = await execText(away.cluster, program).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 500 });
  away.server.close();
  const gone = execServer([failure('unable to upgrade connection: container not found ("c")')], "close");
  expect(await execText(gone.cluster, program).catch((caught: unknown) => caught)).toBeInstanceOf(ExecError);
  gone.server.close();
});

test("a stream that is cut is never taken for the program's end", async () => {
  const { server, cluster } = execServer([frame(1, "half")], "close");
  expect(await execText(cluster, program).catch((caught: unknown) => caught)).toBeInstanceOf(ConnectionError);
  server.close();
});

test("a signal hangs up, also one that comes while the connection is being made", async () => {
  const { server, cluster } = execServer([], "stay");
  const during = new AbortController();
  server.on("headers", () => during.abort(new Error("enough")));
  await expect(execText(cluster, { ...program, signal: during.signal })).rejects.toThrow("enough");
  server.close();
});

test("a refusal is told in the server's own words", async () => {
  const server = createServer().on("upgrade", (_request, socket) => {
    const body = JSON.stringify(status(422, "Invalid", "nobody enters a container here"));
    socket.end(
      `HTTP/1.1 422 Unprocessable Entity\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const cluster = { connection: connectionTo(`http://127.0.0.1:${port}`) };
  const error = await execText(cluster, program).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ApiError);
  expect(String(error)).toContain("Error from server (Invalid): nobody enters a container here");
  server.close();
});
