import { afterEach, beforeEach, expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { allShapes, ours, results } from "./folders.ts";

let cwd = "";
const file = (...names: string[]) => path.join(cwd, ...names);
const attestation = () => file("ours/attestation.intoto.json");

beforeEach(async () => {
  cwd = await allShapes();
  for (const name of ["key", "other"]) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileSync(file(`${name}.pem`), privateKey.export({ type: "pkcs8", format: "pem" }));
    writeFileSync(file(`${name}.pub`), publicKey.export({ type: "spki", format: "pem" }));
  }
});
afterEach(() => rmSync(cwd, { recursive: true }));

const attest = (...words: string[]) => results(cwd, "attest", "ours", ...words);
const verify = (...words: string[]) => results(cwd, "verify", "ours", ...words);

test("a folder that was attested is verified with the public key", async () => {
  expect(await attest("--key", "key.pem")).toMatchObject({ code: 0, stdout: "" });
  const { code, stdout } = await verify("--key", "key.pub");
  expect(stdout).toEndWith("agree: failed; signed with this key\n");
  expect(code).toBe(0);
  expect((await verify()).stdout).toEndWith("its attestation was not checked: use --key\n");
});

test("without a key, the statement is printed and nothing written", async () => {
  const { code, stdout } = await attest();
  expect(code).toBe(0);
  const { subject, predicate } = JSON.parse(stdout);
  expect(subject.map(({ name }: { name: string }) => name)).toEqual([
    "run.json",
    "v1.35/acme/e2e.log",
    "v1.35/acme/junit_01.xml",
  ]);
  expect(predicate.result).toBe("FAILED");
  expect(predicate.failedTests).toHaveLength(8);
  expect(existsSync(attestation())).toBe(false);
});

test("a folder made anew in every file, run.json among them, is found out", async () => {
  await attest("--key", "key.pem");
  const log = readFileSync(file("e2e.log"));
  ours(file("ours"), {
    "e2e.log": Buffer.concat([log, Buffer.from("\n")]),
    "junit_01.xml": readFileSync(file("junit_01.xml")),
  });
  expect((await verify()).code).toBe(0);
  const { code, stdout } = await verify("--key", "key.pub", "-o", "json");
  expect(code).toBe(1);
  const { attestation, faults } = JSON.parse(stdout);
  expect(attestation).toBe("wrong");
  expect(faults).toEqual([
    expect.stringMatching(/^attestation\.intoto\.json attests run\.json with sha256 [0-9a-f]{64}$/),
    expect.stringMatching(/^attestation\.intoto\.json attests v1\.35\/acme\/e2e\.log with sha256 /),
  ]);
});

test("another's signature, a changed envelope, and none at all", async () => {
  await attest("--key", "other.pem");
  const wrong = await verify("--key", "key.pub");
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toContain("attestation.intoto.json was changed, or not signed by key ");
  writeFileSync(attestation(), "{}");
  expect((await verify("--key", "key.pub")).stdout).toContain("is not an attestation: ");
  rmSync(attestation());
  expect((await verify("--key", "key.pub")).stdout).toContain("attestation.intoto.json is missing");
});

test("what is not as the run left it is not attested", async () => {
  writeFileSync(file("ours/v1.35/acme/e2e.log"), "changed");
  const { code, stderr } = await attest("--key", "key.pem");
  expect(code).toBe(2);
  expect(stderr).toContain("ours is not as run 20261120-2215-k3x9 left it: v1.35/acme/e2e.log was changed");
  expect(existsSync(attestation())).toBe(false);
});

test("an attestation is not written over", async () => {
  await attest("--key", "key.pem");
  const before = readFileSync(attestation(), "utf8");
  const { code, stderr } = await attest("--key", "other.pem");
  expect(code).toBe(2);
  expect(stderr).toContain("ours/attestation.intoto.json already exists");
  expect(readFileSync(attestation(), "utf8")).toBe(before);
});

test("a run without a verdict is not attested", async () => {
  const record = JSON.parse(readFileSync(file("ours/run.json"), "utf8"));
  const reason = "the pod was evicted";
  writeFileSync(file("ours/run.json"), JSON.stringify({ ...record, verdict: "incomplete", reason }));
  const { code, stderr } = await attest();
  expect(code).toBe(2);
  expect(stderr).toContain("run 20261120-2215-k3x9 has no verdict to attest: the pod was evicted");
});
