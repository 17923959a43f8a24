import { afterAll, beforeAll, expect, test } from "bun:test";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeCertificates } from "../certificates.ts";

const root = path.resolve(import.meta.dir, "../../..");
const binaries = path.join(root, "node_modules/.bin");
const certificates = JSON.stringify(makeCertificates());
const folder = mkdtempSync(path.join(tmpdir(), "plugin-runtimes-"));
let server: ChildProcess;
let ports: string;

beforeAll(async () => {
  // Bun's server does not tell a client's certificate, so it is Node's
  const script = path.join(import.meta.dir, "../tls-server.ts");
  server = spawn(path.join(binaries, "node"), [script, certificates], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (server.stdout === null) throw new Error("no output to read the ports from");
  const [line] = await once(server.stdout, "data");
  ports = String(line);
});

afterAll(() => {
  server.kill();
  rmSync(folder, { recursive: true });
});

test.each([
  ["bun", ["run"]],
  ["deno", ["run", "-A"]],
  ["node", []],
])("%s shows the certificate that a plugin renewed, and waits for no plugin at its end", (runtime, args) => {
  const check = path.join(import.meta.dir, "plugin.check.ts");
  const words = [...args, check, certificates, ports, folder];
  const run = spawnSync(path.join(binaries, runtime), words, {
    cwd: root,
    encoding: "utf8",
    timeout: 20_000,
  });
  writeFileSync(path.join(folder, "over"), "");
  expect(run.stderr.replaceAll(/.*(ExperimentalWarning|trace-warnings).*\n/g, "")).toBe("");
  const renewed = (way: string) =>
    ["client", "renewed", "renewed", "client", "renewed", "renewed"].map((name) => `hello ${name}${way}`);
  expect(JSON.parse(run.stdout)).toEqual({
    direct: renewed(""),
    proxied: renewed(" through the proxy"),
    socks: renewed(" through SOCKS"),
    left: "Error: left",
  });
  expect({ status: run.status, signal: run.signal }).toEqual({ status: 0, signal: null });
  rmSync(path.join(folder, "over"));
});
