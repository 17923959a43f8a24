import { describe, expect, test } from "bun:test";
import { AnswerError, ApiError } from "../../src/kube/errors.ts";
import { listAll } from "../../src/kube/list.ts";
import { itemsOf } from "../../src/kube/objects.ts";
import { withRetries } from "../../src/kube/retry.ts";
import { createTransport } from "../../src/kube/transport.ts";
import { sleepingClock } from "./clock.ts";
import { type Answer, json, scriptedServer, status } from "./scripted-server.ts";

const page = (items: readonly unknown[], token?: string, version = "7") =>
  json({ kind: "PodList", metadata: { resourceVersion: version, continue: token }, items });
const expired = json(status(410, "Expired", "The provided continue parameter is too old"), 410);

async function list(...answers: readonly Answer[]) {
  const clock = sleepingClock();
  const server = await scriptedServer(...answers);
  try {
    const send = withRetries(createTransport(server.connection, "test"), { total: 0 }, clock);
    const result = await listAll({ send }, "/api/v1/pods", { accept: "application/json", clock }, (value) =>
      itemsOf(value, "/api/v1/pods"),
    ).catch((error: unknown) => error);
    return { result, requests: server.requests, waited: clock.monotonic() };
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

test("the pages of a list are one list, of the version of the last", async () => {
  const { result, requests } = await list(page([1, 2], "next", "7"), page([3], undefined, "9"));
  expect(result).toEqual({ items: [1, 2, 3], version: "9" });
  expect(requests[1]).toContain("continue=next");
});

test("a list that expires between its pages starts anew, and holds nothing twice", async () => {
  const { result, requests, waited } = await list(
    page([1, 2], "next"),
    expired,
    page([1, 2], "again"),
    page([3]),
  );
  expect(result).toMatchObject({ items: [1, 2, 3] });
  expect(requests[2]).not.toContain("continue");
  expect(waited).toBeGreaterThan(150);
});

test("one that expires each time is given up as what it is, paced", async () => {
  const { result, requests, waited } = await list(expired);
  expect(result).toBeInstanceOf(ApiError);
  expect(result).toMatchObject({ status: 410 });
  expect(requests).toHaveLength(3);
  expect(waited).toBeGreaterThan(500);
});

describe("a list without an end is an error for a person", () => {
  test("one whose token repeats", async () => {
    const { result, requests } = await list(page([1], "a"), page([1], "b"), page([1], "a"));
    expect(result).toBeInstanceOf(AnswerError);
    expect(String(result)).toContain("the answer to /api/v1/pods is a list that never ends");
    expect(requests).toHaveLength(3);
  });

  test("one with a new token each time, which is asked no more than 20 times a second", async () => {
    let tokens = 0;
    const { result, requests, waited } = await list((request, response) => {
      tokens += 1;
      page([], `token-${tokens}`)(request, response);
    });
    expect(result).toBeInstanceOf(AnswerError);
    expect(requests.length).toBeLessThan(1100);
    expect(requests.length / (waited / 1000)).toBeLessThanOrEqual(20.1);
  });

  test("one whose tokens are pages", async () => {
    const { result } = await list(page([1], "x".repeat(20_000)));
    expect(result).toBeInstanceOf(AnswerError);
  });
});

describe("what is not a list is an error for a person", () => {
  test.each<[string, Answer, string]>([
    ["an empty answer", (_, response) => response.end(), "is empty"],
    [
      "a page",
      (_, response) => response.end("<html>log in</html>"),
      "is a web page, not one of the Kubernetes API's",
    ],
    ["half an answer", (_, response) => response.end('{"items": ['), 'is not a JSON object: {"items": ['],
    ["an array", json([]), "is not a JSON object"],
    ["null", json(null), "is not a JSON object"],
    ["an object without items", json({}), "is not a list: it has no items"],
    ["items that are a text", json({ items: "pods" }), "is not a list"],
    [
      "a redirect",
      (_, response) => response.writeHead(302, { Location: "https://login.test/?token=secret" }).end(),
      "is a redirect to https://login.test, which no API server sends",
    ],
  ])("%s", async (_what, answer, words) => {
    const { result } = await list(answer);
    expect(result).toBeInstanceOf(AnswerError);
    expect(result).toMatchObject({ code: 3 });
    expect(String(result)).toContain(words);
    expect(String(result)).not.toContain("secret");
  });

  test("no items at all are none", async () => {
    expect((await list(json({ kind: "PodList", items: null }))).result).toMatchObject({ items: [] });
  });
});
