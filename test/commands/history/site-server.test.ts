import { afterEach, describe, expect, test } from "bun:test";
import { type SiteServer, serveSite } from "../../../src/commands/history/site-server.ts";
import type { SiteFile } from "../../../src/history/site/site.ts";
import { program } from "../program.ts";

const file = (text: string | undefined, isFixed = false): SiteFile => ({
  type: "text/html; charset=utf-8",
  isFixed,
  make: async () => text,
});
const site = new Map([
  ["index.html", file("the index")],
  ["nightly/index.html", file("the grid")],
  ["nightly/1/report.html", file("the report", true)],
  ["nightly/2/report.html", file(undefined, true)],
  [
    "nightly/3/report.html",
    {
      ...file(""),
      make: async () => {
        throw new Error("the store is away");
      },
    },
  ],
]);

let server: SiteServer | undefined;
afterEach(() => server?.close());

async function serve(load = async () => site as ReadonlyMap<string, SiteFile>) {
  let now = 0;
  let said = "";
  const stderr = {
    isTTY: false,
    columns: undefined,
    write: (text: unknown) => {
      said += String(text);
    },
  };
  server = await serveSite({ host: "127.0.0.1", port: 0 }, site, load, { monotonic: () => now, stderr });
  const { url } = server;
  return {
    url,
    get: (name: string, init?: RequestInit) => fetch(`${url}${name}`, init),
    later: (ms: number) => {
      now += ms;
    },
    said: () => said,
  };
}

describe("history serve", () => {
  test("gives the pages to who knows the address, and nothing else", async () => {
    const { url, get } = await serve();
    expect(await (await get("")).text()).toBe("the index");
    expect(await (await get("nightly/")).text()).toBe("the grid");
    for (const name of ["nightly", "..", "%2e%2e/x", "nightly/2/report.html", "nightly/9/report.html", "?x"])
      expect([name, (await get(name)).status]).toEqual([name, 404]);
    const other = new URL(url);
    other.pathname = `/${"x".repeat(22)}/`;
    expect((await fetch(other)).status).toBe(404);
    expect((await get("", { method: "POST" })).status).toBe(405);
    expect((await get("", { headers: { Origin: "https://example.com" } })).status).toBe(403);
    expect((await get("", { headers: { Host: "rebound.example.com" } })).status).toBe(403);
  });

  test("keeps a report, which may be anything, from the other pages and the network", async () => {
    const { get } = await serve();
    const policy = (await get("nightly/1/report.html")).headers.get("content-security-policy");
    expect(policy).toContain("sandbox allow-scripts; default-src 'none'");
    expect((await get("")).headers.get("content-security-policy")).not.toContain("sandbox");
  });

  test("loads the site again when it is old, once for all who ask, and serves the old one if that fails", async () => {
    let loads = 0;
    const tried = await serve(async () => {
      loads += 1;
      if (loads === 2) throw new Error("the store answered 503");
      return new Map([["index.html", file("a newer index")]]);
    });
    await tried.get("");
    expect(loads).toBe(0);
    tried.later(30_000);
    const texts = await Promise.all([0, 1, 2].map(async () => (await tried.get("")).text()));
    expect(texts).toEqual(Array(3).fill("a newer index"));
    expect(loads).toBe(1);
    tried.later(30_000);
    expect(await (await tried.get("")).text()).toBe("a newer index");
    expect(tried.said()).toBe("warning: the store answered 503\n");
  });

  test("says that the store did not give a page, and goes on", async () => {
    const { get, said } = await serve();
    expect((await get("nightly/3/report.html")).status).toBe(502);
    expect(said()).toContain("warning: the store is away");
    expect((await get("")).status).toBe(200);
  });

  test("is told a wrong address", async () => {
    const { code, stderr } = await program(["history", "serve", ".", "--listen", "example.com"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--listen example.com: not an address and a port");
  });
});
