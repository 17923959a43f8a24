import { describe, expect, test } from "bun:test";
import { InputError } from "../../../src/errors.ts";
import { readCredential } from "../../../src/kube/credentials/exec-credential.ts";
import { makeCertificates } from "../certificates.ts";

const { clientCert: cert, clientKey: key, serverKey } = makeCertificates();
const apiVersion = "client.authentication.k8s.io/v1";
const plugin = {
  user: "u",
  apiVersion,
  command: "login",
  args: [],
  env: [],
  installHint: undefined,
  interactive: false,
};
const read = (what: unknown) =>
  readCredential(plugin, typeof what === "string" ? what : JSON.stringify(what));

describe("readCredential", () => {
  test("gives a token, a certificate with its key, or both, and when they expire", () => {
    expect(read({ apiVersion, status: { token: "t", expirationTimestamp: "2026-11-28T10:00:00Z" } })).toEqual(
      {
        token: "t",
        cert: undefined,
        key: undefined,
        expires: Date.UTC(2026, 10, 28, 10),
      },
    );
    const pair = { clientCertificateData: cert, clientKeyData: key };
    expect(read({ status: pair })).toMatchObject({ token: undefined, cert, key });
    expect(read({ status: { ...pair, token: "t" } })).toMatchObject({ token: "t", cert, key });
  });

  test.each([undefined, null, ""])("one that expires %p lasts", (expirationTimestamp) => {
    expect(read({ status: { token: "t", expirationTimestamp } }).expires).toBe(Number.POSITIVE_INFINITY);
  });

  test.each<[unknown, string]>([
    [" \n", "printed nothing instead"],
    ["secret", "printed no JSON instead"],
    ["[]", "printed something that is not a credential instead"],
    ["null", "printed something that is not a credential instead"],
    [{ status: "secret" }, "printed something that is not a credential instead"],
    [{ status: null }, "printed something that is not a credential instead"],
    [
      { apiVersion: "client.authentication.k8s.io/v1beta1", status: { token: "secret" } },
      "of client.authentication.k8s.io/v1beta1",
    ],
    [{ status: {} }, "returned neither a token nor"],
    [{ status: { token: "" } }, "returned neither a token nor"],
    [{ status: { token: ["secret"] } }, "returned neither a token nor"],
    [{ status: { clientCertificateData: cert } }, "returned only one of a client certificate and its key"],
    [{ status: { token: "t", clientKeyData: key } }, "returned only one of a client certificate and its key"],
    [{ status: { token: "t", expirationTimestamp: "secret" } }, "an expirationTimestamp that is not a time"],
    [{ status: { token: "t", expirationTimestamp: 7 } }, "an expirationTimestamp that is not a time"],
    [
      { status: { token: "t", clientCertificateData: cert, clientKeyData: serverKey } },
      "do not belong together",
    ],
    [
      { status: { token: "t", clientCertificateData: "secret", clientKeyData: key } },
      "certificate is not PEM",
    ],
  ])("%j is refused without a word of it", (what, words) => {
    try {
      read(what);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      expect(error.message).toContain("credential plugin login of user u");
      expect(error.message).toContain(words);
      expect(error.fix).toBe("to see whether kubectl can log in with it: kubectl auth whoami");
      expect(`${error.message}${error.fix}`).not.toMatch(/secret|BEGIN/);
      return;
    }
    throw new Error("it was taken");
  });
});
