import { describe, expect, test } from "bun:test";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { membersOf, readMembers } from "../../../src/ai/open/members.ts";
import { unreachable } from "../../../src/ai/open/reach.ts";
import { realMonotonic, realSleep } from "../../../src/process/io.ts";

const io = (signal = new AbortController().signal) => ({
  cwd: "/",
  env: {},
  signal,
  monotonic: realMonotonic,
  sleep: realSleep,
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback, with the requests that came. */
async function serving(handler: Handler) {
  const requests: string[] = [];
  const agents = new Set<string | undefined>();
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    agents.add(request.headers["user-agent"]);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    agents,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
const answers =
  (status: number, headers = {}): Handler =>
  (_request, response) => {
    response.writeHead(status, headers);
    response.end();
  };
const why = async (url: string, isOffline = false) =>
  (await unreachable(new Set([url]), isOffline, io())).get(url);

describe("a URL is asked for as the validator does", () => {
  test("HEAD alone if it answers, under the validator's name", async () => {
    await using server = await serving(answers(200));
    expect(await why(`${server.url}/a`)).toBeUndefined();
    expect(server.requests).toEqual(["HEAD /a"]);
    expect([...server.agents][0]).toStartWith("CNCF-K8s-AI-Conformance-Validator/1.0 ");
  });
  test("GET if HEAD is refused", async () => {
    await using server = await serving((request, response) =>
      answers(request.method === "HEAD" ? 405 : 200)(request, response),
    );
    expect(await why(server.url)).toBeUndefined();
    expect(server.requests).toEqual(["HEAD /", "GET /"]);
  });
  test.each([404, 403, 429, 503])("%d on both fails, and is not tried again", async (status) => {
    await using server = await serving(answers(status));
    expect(await why(server.url)).toBe(`status code ${status}`);
    expect(server.requests).toHaveLength(2);
  });
  test("redirects are followed, an endless chain fails", async () => {
    await using server = await serving((request, response) => {
      if (request.url === "/end") answers(200)(request, response);
      else answers(302, { Location: request.url === "/once" ? "/end" : "/again" })(request, response);
    });
    expect(await why(`${server.url}/once`)).toBeUndefined();
    expect(await why(`${server.url}/loop`)).toBe("it redirects more than 9 times");
  });
  test("a body without an end is not read", async () => {
    await using server = await serving((request, response) => {
      if (request.method === "HEAD") return answers(404)(request, response);
      response.writeHead(200);
      response.write("x");
    });
    expect(await why(server.url)).toBeUndefined();
  });
  test("a cut connection fails; an interruption ends everything", async () => {
    await using server = await serving((request) => request.socket.destroy());
    expect(await why(server.url)).toBeString();
    await using silent = await serving(() => stop.abort(new Error("stopped")));
    const stop = new AbortController();
    await expect(unreachable(new Set([silent.url]), false, io(stop.signal))).rejects.toThrow("stopped");
  });
});

test("offline only what nobody can ask for fails, and nothing is asked", async () => {
  await using server = await serving(answers(404));
  expect(await why(server.url, true)).toBeUndefined();
  expect(await why("http://a b/", true)).toBe('parse "http://a b/": invalid character " " in host name');
  expect(server.requests).toEqual([]);
});

const landscape = `landscape:
  - name: Platform
    subcategories: [{name: x, items: [{name: Not a member}]}]
  - name: CNCF Members
    subcategories:
      - name: Gold
        items:
          - item:
            name: Acme (member)
          - name: Example University (supporter)
          - name: "Plain"
`;

describe("CNCF's members", () => {
  test("are those of one category, without what their names end with", () => {
    expect([...(membersOf(new TextEncoder().encode(landscape)) ?? [])]).toEqual([
      "Acme",
      "Example University",
      "Plain",
    ]);
  });
  test("are unknown, with the reason, if the landscape cannot be had or is something else", async () => {
    await using server = await serving((request, response) => {
      if (request.url === "/ok") response.end(landscape);
      else if (request.url === "/page") response.end("<html>");
      else answers(404)(request, response);
    });
    expect((await readMembers(`${server.url}/ok`, io())).kind).toBe("known");
    expect(await readMembers(`${server.url}/page`, io())).toMatchObject({ kind: "unknown" });
    expect(await readMembers(`${server.url}/gone`, io())).toEqual({
      kind: "unknown",
      why: "the server answers 404",
    });
    expect(await readMembers("/nowhere.yml", io())).toEqual({
      kind: "unknown",
      why: "no such file or directory",
    });
  });
});
