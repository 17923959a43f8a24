import { afterAll, beforeAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { InputError } from "../../../src/errors.ts";
import { readPublicKey, readSigningKey } from "../../../src/results/attestation/keys.ts";

let cwd = "";
const reading = () => ({ cwd, signal: new AbortController().signal });
const openssl = (...words: string[]) => execFileSync("openssl", words, { cwd, stdio: "pipe" });
const key = (name: string, ...words: string[]) => openssl("genpkey", ...words, "-out", name);
const curve = (name: string) => ["-algorithm", "EC", "-pkeyopt", `ec_paramgen_curve:${name}`];

beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "keys-"));
  key("p256.pem", ...curve("P-256"));
  key("ed25519.pem", "-algorithm", "ed25519");
  key("p384.pem", ...curve("P-384"));
  key("rsa.pem", "-algorithm", "RSA");
  openssl("ec", "-in", "p256.pem", "-out", "sec1.pem");
  openssl("pkey", "-in", "p256.pem", "-pubout", "-out", "p256.pub");
  openssl("pkey", "-in", "p256.pem", "-aes256", "-passout", "pass:x", "-out", "locked.pem");
  writeFileSync(
    path.join(cwd, "cosign.key"),
    "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\neyJrZGYi\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n",
  );
  writeFileSync(path.join(cwd, "text"), "no key");
});
afterAll(() => rmSync(cwd, { recursive: true }));

test.each(["p256.pem", "sec1.pem", "ed25519.pem"])("%s signs", async (file) => {
  expect((await readSigningKey(file, reading())).type).toBe("private");
});

test("a public key checks", async () => {
  expect((await readPublicKey("p256.pub", reading())).type).toBe("public");
});

const refusal = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => undefined,
    (error: InputError) => error,
  );
  return `${error?.message} | ${error?.fix}`;
};

test.each([
  ["cosign.key", "cosign's own encrypted form", "openssl genpkey"],
  ["locked.pem", "has a passphrase", "openssl pkey -in locked.pem -out key.pem"],
  ["p256.pub", "a public key", "name the private key"],
  ["p384.pem", "neither ECDSA on P-256 nor Ed25519", "openssl genpkey"],
  ["rsa.pem", "neither ECDSA on P-256 nor Ed25519", "openssl genpkey"],
  ["text", "not a key in PEM", "openssl genpkey"],
  ["absent", "no such file", "name a file"],
  [".", "is a directory", "name a file"],
])("%s does not sign, and it says why and what would", async (file, why, fix) => {
  const words = await refusal(readSigningKey(file, reading()));
  expect(words).toStartWith(`--key ${file}: `);
  expect(words).toContain(why);
  expect(words).toContain(fix);
});

test("a private key is not taken for checking", async () => {
  expect(await refusal(readPublicKey("p256.pem", reading()))).toContain("checking needs the public one");
  expect(await refusal(readPublicKey("text", reading()))).toContain("not a key in PEM");
});
