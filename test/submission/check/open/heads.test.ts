import { expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { realMonotonic, realSleep } from "../../../../src/process/io.ts";
import { askHeads } from "../../../../src/submission/check/open/heads.ts";

const clock = { env: {}, monotonic: realMonotonic, sleep: realSleep };
const io = { ...clock, signal: new AbortController().signal };

function product(fields: Readonly<Record<string, string>>) {
  const text = Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join("");
  return [{ path: "v1.35/acme/PRODUCT.yaml", size: text.length, bytes: Buffer.from(text) }];
}

test("content types come by HEAD, and through redirects", async () => {
  const methods: string[] = [];
  await using server = Bun.serve({
    port: 0,
    fetch(request) {
      methods.push(request.method);
      const { pathname } = new URL(request.url);
      if (pathname === "/old") return Response.redirect("/new", 301);
      return new Response("x", {
        headers: { "content-type": pathname === "/new" ? "text/html" : "application/pdf" },
      });
    },
  });
  const url = `http://127.0.0.1:${server.port}`;
  const heads = await askHeads(
    product({ website_url: `${url}/old`, documentation_url: `${url}/file`, repo_url: "no-url" }),
    io,
  );
  expect(heads.get("website_url")).toEqual({
    kind: "answer",
    status: 200,
    contentType: "text/html",
    url: `${url}/new`,
  });
  expect(heads.get("documentation_url")).toMatchObject({ contentType: "application/pdf" });
  expect(heads.has("repo_url")).toBe(false);
  expect(new Set(methods)).toEqual(new Set(["HEAD"]));
});

test("as to the bot a # is a part of the path, and ten redirects are no answer", async () => {
  const paths: string[] = [];
  await using server = Bun.serve({
    port: 0,
    fetch(request) {
      const { pathname } = new URL(request.url);
      paths.push(pathname);
      const step = /^\/hop(\d+)$/.exec(pathname)?.[1];
      if (step !== undefined && step !== "0") return Response.redirect(`/hop${Number(step) - 1}`, 302);
      return new Response("x", { headers: { "content-type": "text/html" } });
    },
  });
  const url = `http://127.0.0.1:${server.port}`;
  const asked = (fields: Readonly<Record<string, string>>) => askHeads(product(fields), io);
  const heads = await asked({
    website_url: `"${url}/page#top"`,
    repo_url: `${url}/hop9`,
    documentation_url: `${url}/hop10`,
  });
  expect(paths).toContain("/page%23top");
  expect(heads.get("repo_url")).toMatchObject({ kind: "answer", contentType: "text/html" });
  expect(heads.get("documentation_url")).toMatchObject({ kind: "none" });
});

test("a certificate that nobody vouches for is seen through as the bot does, and a closed port is no answer", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "check-heads-"));
  const words = [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-subj",
    "/CN=localhost",
    "-keyout",
    "key",
    "-out",
    "cert",
  ];
  execFileSync("openssl", words, { cwd: folder, stdio: "ignore" });
  const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
  await using server = Bun.serve({
    port: 0,
    tls: { key: read("key"), cert: read("cert") },
    fetch: () => new Response("x", { headers: { "content-type": "text/html" } }),
  });
  const heads = await askHeads(
    product({ website_url: `https://localhost:${server.port}/`, repo_url: "http://127.0.0.1:1/" }),
    io,
  );
  expect(heads.get("website_url")).toMatchObject({
    kind: "answer",
    contentType: "text/html",
    doubt: expect.stringMatching(/certificate/i),
  });
  expect(heads.get("repo_url")).toMatchObject({ kind: "none" });
});

test("an interruption ends it", async () => {
  const interrupted = new AbortController();
  await using server = Bun.serve({
    port: 0,
    fetch: () => {
      interrupted.abort(new Error("stop"));
      return new Promise<Response>(() => {});
    },
  });
  const asked = askHeads(product({ website_url: `http://127.0.0.1:${server.port}/` }), {
    ...clock,
    signal: interrupted.signal,
  });
  await expect(asked).rejects.toThrow("stop");
  await server.stop(true);
});
