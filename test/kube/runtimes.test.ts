import { afterAll, beforeAll, expect, test } from "bun:test";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dir, "../..");
const binaries = path.join(root, "node_modules/.bin");
const script = path.join(import.meta.dir, "runtimes.check.ts");

function openssl(cwd: string, ...args: string[]): void {
  const run = spawnSync("openssl", args, { cwd, encoding: "utf8" });
  if (run.status !== 0) throw new Error(`openssl ${args[0]}: ${run.stderr}`);
}

function makeCertificates() {
  const cwd = mkdtempSync(path.join(tmpdir(), "certificates-"));
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(
    cwd,
    "req",
    "-x509",
    ...key,
    "-keyout",
    "ca.key",
    "-out",
    "ca.crt",
    "-subj",
    "/CN=authority",
    "-days",
    "2",
  );
  for (const [name, extension] of [
    ["server", "subjectAltName=IP:127.0.0.1"],
    ["client", "extendedKeyUsage=clientAuth"],
  ] as const) {
    writeFileSync(path.join(cwd, `${name}.ext`), extension);
    openssl(cwd, "req", ...key, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    openssl(
      cwd,
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      "ca.crt",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-out",
      `${name}.crt`,
      "-days",
      "2",
      "-extfile",
      `${name}.ext`,
    );
  }
  const read = (name: string) => readFileSync(path.join(cwd, name), "utf8");
  const certificates = {
    ca: read("ca.crt"),
    serverKey: read("server.key"),
    serverCert: read("server.crt"),
    clientKey: read("client.key"),
    clientCert: read("client.crt"),
  };
  rmSync(cwd, { recursive: true });
  return certificates;
}

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
