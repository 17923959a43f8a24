import { describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sealed, unsealed } from "../../../src/results/attestation/envelope.ts";

const pairs = [
  ["ECDSA on P-256", generateKeyPairSync("ec", { namedCurve: "P-256" })],
  ["Ed25519", generateKeyPairSync("ed25519")],
] as const;
const statement = '{"what":"ä statement"}';

describe.each(pairs)("%s", (name, { privateKey, publicKey }) => {
  const envelope = JSON.parse(sealed(statement, privateKey));

  test("what is sealed opens with its key alone", () => {
    const text = JSON.stringify(envelope);
    expect(unsealed(text, publicKey)).toBe(statement);
    for (const [other, pair] of pairs) {
      if (other !== name) expect(unsealed(text, pair.publicKey)).toBeUndefined();
    }
  });

  test("openssl verifies the signature over DSSE's encoding", () => {
    const dir = mkdtempSync(path.join(tmpdir(), "dsse-"));
    // DSSE 1.0: "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body, lengths in bytes
    writeFileSync(path.join(dir, "signed"), `DSSEv1 28 application/vnd.in-toto+json 23 ${statement}`);
    writeFileSync(path.join(dir, "sig"), Buffer.from(envelope.signatures[0].sig, "base64"));
    writeFileSync(path.join(dir, "pub"), publicKey.export({ type: "spki", format: "pem" }));
    const hash = name === "Ed25519" ? ["-rawin"] : ["-rawin", "-digest", "sha256"];
    const words = [
      "pkeyutl",
      "-verify",
      "-pubin",
      "-inkey",
      "pub",
      "-sigfile",
      "sig",
      "-in",
      "signed",
      ...hash,
    ];
    expect(String(execFileSync("openssl", words, { cwd: dir }))).toContain("Verified Successfully");
    rmSync(dir, { recursive: true });
  });

  test("a changed statement or signature does not open", () => {
    const payload = Buffer.from(statement.replace("ä", "a")).toString("base64");
    expect(unsealed(JSON.stringify({ ...envelope, payload }), publicKey)).toBeUndefined();
    for (const sig of ["", "AAAA", Buffer.alloc(64).toString("base64")]) {
      expect(unsealed(JSON.stringify({ ...envelope, signatures: [{ sig }] }), publicKey)).toBeUndefined();
    }
    expect(unsealed(JSON.stringify({ ...envelope, signatures: [] }), publicKey)).toBeUndefined();
  });

  test("one of several signatures is enough", () => {
    const signatures = [{ sig: "AAAA" }, ...envelope.signatures];
    expect(unsealed(JSON.stringify({ ...envelope, signatures }), publicKey)).toBe(statement);
  });

  test("the envelope names no key: cosign skips a signature whose key has another name than its own", () => {
    expect(envelope.signatures[0].keyid).toBe("");
  });
});

test.each([["{}"], ["no JSON"], ['{"payloadType":"text/plain","payload":"","signatures":[]}']])(
  "%s is not an envelope",
  (text) => {
    expect(() => unsealed(text, pairs[0][1].publicKey)).toThrow(SyntaxError);
  },
);
