import { expect, test } from "bun:test";
import { ConnectionError } from "../../src/kube/errors.ts";

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
])("%s is mended by what helps, in one line", (code, words, fix) => {
  const error = new ConnectionError("https://h:6443", Object.assign(new Error(words), { code }));
  const fixes = ["--tls-server-name", "has expired", "client certificate", "--certificate-authority"];
  expect(fixes.filter((one) => error.fix?.includes(one))).toEqual([fix]);
  expect(error.message).toBe(`Unable to connect to the server h:6443: ${words.trim()}`);
});
