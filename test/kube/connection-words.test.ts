import { expect, test } from "bun:test";
import { ConnectionError } from "../../src/kube/errors.ts";
import { withRetries } from "../../src/kube/retry.ts";

// the words and codes of Bun, Deno and Node
test.each([
  [
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: ",
    "--tls-server-name",
  ],
  ["ECONNRESET", "Hostname/IP does not match certificate's altnames", "--tls-server-name"],
  ["CERT_HAS_EXPIRED", "certificate has expired", "has expired"],
  [
    "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "40F7:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:…:SSL alert number 116\n\n",
    "client certificate",
  ],
  ["InvalidData", "received fatal alert: CertificateRequired", "client certificate"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate", "--certificate-authority"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate", "--certificate-authority"],
])("%s has the fix that helps, in one line", (code, words, fix) => {
  const error = new ConnectionError("https://h:6443", Object.assign(new Error(words), { code }));
  const fixes = ["--tls-server-name", "has expired", "client certificate", "--certificate-authority"];
  expect(fixes.filter((one) => error.fix?.includes(one))).toEqual([fix]);
  expect(error.message).toBe(`Unable to connect to the server h:6443: ${words.trim()}`);
});

// of the agents of hpagent and socks, whose errors have no code
test.each([
  ["connect ECONNREFUSED 127.0.0.1:1080", "connection refused", "check cluster c: proxy-url", true],
  ["getaddrinfo ENOTFOUND p", "no such host", "check cluster c: proxy-url", false],
  ["Socks5 proxy rejected connection - HostUnreachable", "HostUnreachable", "cannot reach h:6443", true],
  ["Socks4 Proxy rejected connection - (Failed)", "Failed", "cannot reach h:6443", true],
  ["Socks5 proxy rejected connection - NotAllowed", "NotAllowed", "cannot reach h:6443", false],
  ["Socks5 Authentication failed", "did not accept these credentials", "socks5://USER:PASSWORD@p", false],
  [
    "Received invalid Socks5 initial handshake (no accepted authentication type)",
    "did not accept these credentials",
    "socks5://USER:PASSWORD@p",
    false,
  ],
  ["Proxy connection timed out", "through proxy socks5://p: Proxy connection timed out", undefined, true],
  ["Proxy timeout", "through proxy socks5://p: Proxy timeout", undefined, true],
  ["Socket closed", "through proxy socks5://p: Socket closed", undefined, true],
] as const)(
  "a proxy's %s is reported with its fix, and retried if that may help",
  async (words, message, fix, again) => {
    const proxy = { url: "socks5h://me:secret@p", shown: "socks5://p", origin: "cluster c: proxy-url" };
    const error = new ConnectionError("https://h:6443", new Error(words), proxy);
    expect(error.message).toContain("proxy socks5://p");
    expect(error.message).toContain(message);
    if (fix === undefined) expect(error.fix).toBeUndefined();
    else expect(error.fix).toContain(fix);
    let calls = 0;
    const fail = async () => {
      calls += 1;
      throw error;
    };
    const io = { now: () => calls, monotonic: () => calls, sleep: async () => undefined };
    const send = withRetries(fail, { total: 1000 }, io);
    await expect(send({ method: "GET", path: "/version" })).rejects.toBe(error);
    expect(calls > 1).toBe(again);
  },
);
