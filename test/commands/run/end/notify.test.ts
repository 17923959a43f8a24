import { afterAll, beforeAll, expect, test } from "bun:test";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { jsonBody, notify, slackBody } from "../../../../src/commands/run/end/notify.ts";
import { receiverOf } from "../../../../src/commands/run/end/receiver.ts";
import { sleepingClock } from "../../../kube/clock.ts";
import { end, keptSink } from "./ends.ts";

const got: { type: string | undefined; body: string }[] = [];
let statuses: number[] = [];
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    got.push({ type: request.headers["content-type"], body });
    response.writeHead(statuses.shift() ?? 200).end();
  });
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => server.close());

async function posted(answers: number[], form = ""): Promise<string> {
  got.length = 0;
  statuses = answers;
  const sink = keptSink();
  const url = `${form}http://127.0.0.1:${(server.address() as AddressInfo).port}/s3cr3t?token=t0k3n`;
  const io = { ...sleepingClock(), env: {}, signal: new AbortController().signal, stderr: sink };
  await notify(receiverOf(url), io, undefined)(end(2));
  return sink.text;
}

test("posts the result as JSON", async () => {
  expect(await posted([200])).toBe("");
  expect(got).toHaveLength(1);
  expect(got[0]?.type).toBe("application/json");
  expect(JSON.parse(got[0]?.body ?? "")).toMatchObject({
    run: "20261120-2215-k3x9",
    verdict: "failed",
    counts: { passed: 439, failed: 2, total: 441 },
    failed: [{ name: "0: a test", cause: "ErrImagePull" }, { name: "1: a test" }],
  });
});

test("posts again if the server has a moment's problem", async () => {
  expect(await posted([503, 429, 200])).toBe("");
  expect(got).toHaveLength(3);
});

test("a server that refuses is a warning that names its host alone", async () => {
  const stderr = await posted([403]);
  expect(stderr).toMatch(/^warning: --notify 127\.0\.0\.1:\d+: the server answered 403\n$/);
  expect(await posted([302])).toContain("the server answered 302");
});

test("a server that is not there is a warning", async () => {
  const sink = keptSink();
  const io = { ...sleepingClock(), env: {}, signal: new AbortController().signal, stderr: sink };
  await notify(receiverOf("http://127.0.0.1:1/s3cr3t"), io, undefined)(end(0));
  expect(sink.text).toBe("warning: --notify 127.0.0.1:1: the connection was refused\n");
});

test("Slack's form has nothing that becomes markup", () => {
  const specs = [{ name: "<!channel> & <http://x|y>\n\u202e", state: "failed", seconds: 1 } as const];
  const { text } = slackBody(end(1, { specs }), "prod");
  expect(text).toContain("Conformance run 20261120-2215-k3x9 on prod, Kubernetes v1.35.4: failed · ");
  expect(text).toContain(
    "• &lt;!channel&gt; &amp; &lt;http://x|y&gt;^J<U+202E>".replace("<U", "&lt;U").replace("E>", "E&gt;"),
  );
});

test("what is posted is limited", () => {
  const failed = end(300);
  const specs = failed.specs.map((spec) => ({
    ...spec,
    name: "n".repeat(10_000),
    cause: "c".repeat(10_000),
  }));
  expect(JSON.stringify(jsonBody({ ...failed, specs }, undefined)).length).toBeLessThan(25_000);
  expect(slackBody({ ...failed, specs }, undefined).text).toEndWith("\nand 280 more");
});
