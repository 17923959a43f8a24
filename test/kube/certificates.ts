import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

function openssl(cwd: string, ...args: string[]): void {
  const run = spawnSync("openssl", args, { cwd, encoding: "utf8" });
  if (run.status !== 0) throw new Error(`openssl ${args[0]}: ${run.stderr}`);
}

/** An authority, a server of the names 127.0.0.1 and cluster.test, a client and the same with a new certificate, all of today. */
export function makeCertificates() {
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
    ["server", "subjectAltName=IP:127.0.0.1,DNS:cluster.test"],
    ["client", "extendedKeyUsage=clientAuth"],
    ["renewed", "extendedKeyUsage=clientAuth"],
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
    renewedKey: read("renewed.key"),
    renewedCert: read("renewed.crt"),
  };
  rmSync(cwd, { recursive: true });
  return certificates;
}
