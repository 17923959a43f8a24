import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Cluster, User } from "@kubernetes/client-node";
import { InputError } from "../../../src/errors.ts";
import {
  checkClientCertificate,
  checkPair,
  readAuthority,
  readingProblem,
} from "../../../src/kube/credentials/pem.ts";
import { makeCertificates } from "../certificates.ts";

const { ca, clientCert, clientKey, serverKey } = makeCertificates();
const base64 = (text: string) => Buffer.from(text).toString("base64");
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "pem-"));
  writeFileSync(file("ca.crt"), ca);
  writeFileSync(file("client.crt"), clientCert);
  writeFileSync(file("client.key"), clientKey);
});
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => path.join(folder, name);

const authority = (over: Partial<Cluster>) => () =>
  readAuthority({ name: "c", server: "https://h", skipTLSVerify: false, ...over });
const client = (over: Partial<User>) => () => checkClientCertificate({ name: "u", ...over });

function refusal(act: () => void): string {
  try {
    act();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.fix).toBeDefined();
    return error.message;
  }
  throw new Error("it was taken");
}

describe("the authority of a cluster", () => {
  test("may be data, which wraps, a file, or none at all", () => {
    expect(authority({ caData: base64(ca).replace(/.{64}/g, "$&\n") })).not.toThrow();
    expect(authority({ caFile: file("ca.crt") })).not.toThrow();
    expect(authority({})).not.toThrow();
    // as client-go: the file is not even looked at
    expect(authority({ caData: base64(ca), caFile: file("none") })).not.toThrow();
  });

  test.each<[Partial<Cluster>, string]>([
    [{ caData: "%%%" }, "certificate-authority-data is not base64"],
    [{ caData: base64("hello") }, "certificate-authority-data contains no PEM certificate"],
    [{ caData: base64(clientKey) }, "certificate-authority-data contains no PEM certificate"],
    [{ caFile: "/none" }, "certificate-authority /none cannot be read: no such file"],
    [
      { caData: base64(ca.replace(/-\n.{20}/, "-\n")) },
      "certificate-authority cannot be used: damaged, or of an unknown kind",
    ],
  ])("%j is refused", (over, words) => {
    expect(refusal(authority(over))).toBe(`cluster c: ${words}`);
  });
});

describe("the certificate and key of a user", () => {
  test("may be data, files, one of each, or neither", () => {
    expect(client({ certData: base64(clientCert), keyData: base64(clientKey) })).not.toThrow();
    expect(client({ certFile: file("client.crt"), keyData: base64(clientKey) })).not.toThrow();
    expect(client({ certFile: file("client.crt"), keyFile: file("client.key") })).not.toThrow();
    expect(client({})).not.toThrow();
    expect(client({ keyFile: file("client.key") })).not.toThrow();
  });

  test.each<[string, () => Partial<User>, string]>([
    [
      "no key",
      () => ({ certFile: file("client.crt") }),
      "user u: a client-certificate needs a client-key or client-key-data",
    ],
    [
      "a certificate as key",
      () => ({ certFile: file("client.crt"), keyFile: file("client.crt") }),
      `user u: client-key ${"FOLDER"}/client.crt contains no PEM key`,
    ],
    [
      "a folder",
      () => ({ certFile: folder }),
      "user u: client-certificate FOLDER cannot be read: it is a directory",
    ],
    [
      "another's key",
      () => ({ certFile: file("client.crt"), keyData: base64(serverKey) }),
      "user u: client certificate and key do not belong together",
    ],
  ])("%s is refused", (_, over, words) => {
    expect(refusal(client(over())).replaceAll(folder, "FOLDER")).toBe(words);
  });

  test("as PEM, of a plugin", () => {
    expect(() => checkPair("p", clientCert, clientKey, "f")).not.toThrow();
    expect(refusal(() => checkPair("p", "x", clientKey, "f"))).toBe("p: the client certificate is not PEM");
    expect(refusal(() => checkPair("p", clientCert, "x", "f"))).toBe("p: the client key is not PEM");
  });
});

test.each([
  ["ENOENT", "no such file"],
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EIO", "EIO: what"],
])("a file that fails with %s: %s", (code, words) => {
  expect(readingProblem(Object.assign(new Error(`${code}: what\nmore`), { code }))).toBe(words);
});
