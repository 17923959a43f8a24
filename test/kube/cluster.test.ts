import { describe, expect, test } from "bun:test";
import { type Cluster, endingWith, openCluster } from "../../src/kube/cluster.ts";
import { AnswerError, ApiError } from "../../src/kube/errors.ts";
import { execText } from "../../src/kube/exec.ts";
import { sleepingClock } from "./clock.ts";
import { type Answer, json, scriptedServer, status } from "./scripted-server.ts";

async function ask(answer: Answer) {
  await using server = await scriptedServer(answer);
  const { core } = openCluster(server.connection, "test", sleepingClock(), { patience: 0 });
  const error = (caught: unknown) => caught;
  return {
    list: await core.listNamespacedPod({ namespace: "a" }).catch(error),
    one: await core.readNamespace({ name: "a" }).catch(error),
  };
}

test("objects and lists are read whatever the answer says that it is", async () => {
  const answer = json({ kind: "PodList", items: [{ metadata: { name: "x" } }] }, 200, {
    "Content-Type": "text/plain",
  });
  expect((await ask(answer)).list).toMatchObject({ items: [{ metadata: { name: "x" } }] });
  expect((await ask(json({ kind: "PodList", items: null }))).list).not.toBeInstanceOf(Error);
});

describe("what a typed call cannot read is an error for a person", () => {
  test.each<[string, Answer]>([
    ["an empty answer", (_, response) => void response.end()],
    ["a page", (_, response) => void response.writeHead(200, { "Content-Type": "text/html" }).end("<html>")],
    ["null", json(null)],
    ["a list", json([])],
    ["a redirect", (_, response) => void response.writeHead(301, { Location: "/" }).end()],
  ])("%s", async (_what, answer) => {
    const { list, one } = await ask(answer);
    expect(list).toBeInstanceOf(AnswerError);
    expect(one).toBeInstanceOf(AnswerError);
  });

  test.each([[{}], [{ items: "x" }], [{ items: [null] }], [{ items: ["x"] }], [{ items: { 0: {} } }]])(
    "%j in place of a list",
    async (body) => {
      expect((await ask(json(body))).list).toBeInstanceOf(AnswerError);
    },
  );

  test("a Status with nothing in it as it should be", async () => {
    const odd = { kind: "Status", message: 7, reason: {}, details: "x", code: "y" };
    expect((await ask(json(odd, 403))).list).toMatchObject({
      name: "ApiError",
      status: 403,
      message: expect.stringContaining("Error from server (Forbidden)"),
    });
    expect((await ask(json(status(422, "Invalid", "no"), 422))).one).toBeInstanceOf(ApiError);
  });
});

describe("whatever is asked of a cluster ends with its signal", () => {
  type Ask = (cluster: Cluster) => Promise<unknown>;
  const path = "/api/v1/pods";
  const program = { namespace: "a", pod: "b", container: "c", command: ["true"] };
  test.each<[string, Ask]>([
    ["a typed call", ({ core }) => core.readNamespace({ name: "a" })],
    ["a request", ({ send }) => send({ method: "GET", path })],
    ["a stream", ({ sendOnce }) => sendOnce({ method: "GET", path, stream: true })],
    ["exec", (cluster) => execText(cluster, program)],
  ])("%s", async (what, ask) => {
    const came = Promise.withResolvers<void>();
    await using server = await scriptedServer(() => came.resolve());
    const leave = new AbortController();
    const cluster = endingWith(openCluster(server.connection, "test", sleepingClock()), leave.signal);
    const asked = ask(endingWith(cluster, new AbortController().signal));
    asked.catch(() => undefined);
    // what is asked a moment before is not under way yet: that has to be heard too
    if (what !== "exec") await came.promise;
    leave.abort(new Error("left"));
    await expect(asked).rejects.toThrow("left");
    await expect(ask(cluster)).rejects.toThrow("left");
  });
});
