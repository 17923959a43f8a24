import { expect, test } from "bun:test";
import type { IncomingMessage, ServerResponse } from "node:http";
import { openCluster } from "../../../src/kube/cluster.ts";
import { realMonotonic, realSleep } from "../../../src/process/io.ts";
import { answer as answerOf } from "../../../src/run/follow/questions.ts";
import type { Answer, Question } from "../../../src/run/follow/step.ts";
import { json, scriptedServer, status } from "../../kube/scripted-server.ts";

type Answering = (url: URL, request: IncomingMessage, response: ServerResponse) => boolean;

/** What comes of a question to a server that has nothing, but for what `answer` answers. */
async function answered(
  question: Exclude<Question, { ask: "evidence" }>,
  answer: Answering,
): Promise<Answer> {
  await using server = await scriptedServer((request, response) => {
    const url = new URL(request.url ?? "", "http://server");
    if (answer(url, request, response)) return;
    json({ kind: "PodList", metadata: { resourceVersion: "1" }, items: [] })(request, response);
  });
  const io = {
    monotonic: realMonotonic,
    // waits are short here
    sleep: (ms: number, signal?: AbortSignal) => realSleep(Math.min(ms, 5), signal),
  };
  const run = { runId: "20261120-2215-k3x9", namespace: "conformance", io };
  return await answerOf(
    openCluster(server.connection, "test", io),
    run,
    question,
    new AbortController().signal,
  );
}

const refuse =
  (path: RegExp, code: number): Answering =>
  (url, request, response) => {
    if (!path.test(`${url.pathname}?${url.searchParams.get("fieldSelector") ?? ""}`)) return false;
    json(status(code, "Forbidden", "not you"), code)(request, response);
    return true;
  };

test.each<[string, Answering, string]>([
  ["a list without it", () => false, "absent"],
  [
    "an empty list that is not the server's",
    (url, request, response) => {
      if (!url.pathname.endsWith("/conformance/pods")) return false;
      json({ items: [] })(request, response);
      return true;
    },
    "unknown",
  ],
  ["a server that refuses", refuse(/conformance\/pods/, 500), "unknown"],
  [
    "a proxy's page",
    (url, _, response) => {
      if (!url.pathname.endsWith("/conformance/pods")) return false;
      response.writeHead(200, { "Content-Type": "text/html" });
      response.end("<html>Sign in</html>");
      return true;
    },
    "unknown",
  ],
])("how the pod is, by %s", async (_, answer, pod) => {
  expect(await answered({ ask: "pod" }, answer)).toEqual({ from: "answer", to: "pod", pod } as Answer);
});

test("nodes that cannot be had are none", async () => {
  expect(await answered({ ask: "nodes" }, refuse(/\/nodes/, 403))).toMatchObject({ nodes: [] });
});

test("a suite that cannot be stopped, with why", async () => {
  const given = await answered({ ask: "stop" }, refuse(/\/exec/, 403));
  expect(given).toMatchObject({ refused: expect.stringContaining("not you") });
});

test("a note that could not be kept is said not to be, so that it is tried again", async () => {
  const given = await answered({ ask: "note", uuids: ["a-1"] }, refuse(/clusterrolebindings/, 403));
  expect(given).toMatchObject({ noted: undefined, others: [] });
});
