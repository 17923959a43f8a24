import { afterAll, beforeAll, expect, test } from "bun:test";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { makeCertificates } from "./certificates.ts";

const root = path.resolve(import.meta.dir, "../..");
const binaries = path.join(root, "node_modules/.bin");
const script = path.join(import.meta.dir, "runtimes.check.ts");

const certificates = JSON.stringify(makeCertificates());
let server: ChildProcess;
let ports: string;

beforeAll(async () => {
  // Bun's server does not tell a client's certificate, so it is Node's
  server = spawn(path.join(binaries, "node"), [path.join(import.meta.dir, "tls-server.ts"), certificates], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (server.stdout === null) throw new Error("no output to read the ports from");
  const [line] = await once(server.stdout, "data");
  ports = String(line);
});

afterAll(() => server.kill());

test.each([
  ["bun", ["run"]],
  ["deno", ["run", "-A"]],
  ["node", []],
])(
  "%s shows its client certificate, through a proxy too, and trusts no unknown authority nor another name",
  (runtime, args) => {
    const run = spawnSync(path.join(binaries, runtime), [...args, script, certificates, ports], {
      cwd: root,
      encoding: "utf8",
    });
    expect(run.stderr.replaceAll(/.*(ExperimentalWarning|trace-warnings).*\n/g, "")).toBe("");
    expect(JSON.parse(run.stdout)).toEqual({
      direct: "hello client",
      proxied: "hello client through the proxy",
      withoutCertificate: "ConnectionError",
      namedByAddress: "hello client",
      anotherAddress: "ConnectionError",
      unknownAuthority: "ConnectionError",
    });
  },
);
