import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { UserError } from "../../../src/errors.ts";
import { connect } from "../../../src/kube/connection.ts";
import { execText } from "../../../src/kube/exec.ts";
import { createTransport } from "../../../src/kube/transport.ts";
import { makeCertificates } from "../certificates.ts";

const certificates = makeCertificates();
const base64 = (text: string) => Buffer.from(text).toString("base64");
const pem = {
  cert: base64(certificates.clientCert),
  key: base64(certificates.clientKey),
  otherKey: base64(certificates.serverKey),
  damaged: base64(certificates.clientCert.replace(/CERTIFICATE-----\n.{20}/, "CERTIFICATE-----\n")),
};
const hello = base64("hello");
let folder: string;
let kubeconfig: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "credentials-"));
  kubeconfig = path.join(folder, "config");
});

afterAll(() => rm(folder, { recursive: true }));

/** The error for someone who contacts a server that does not exist with these credentials. */
async function errorOf(
  user: object | undefined,
  cluster: object = {},
  ask: "call" | "exec" = "call",
): Promise<UserError> {
  await writeFile(
    kubeconfig,
    JSON.stringify({
      "current-context": "ctx",
      clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1", ...cluster } }],
      contexts: [{ name: "ctx", context: { cluster: "c", user: "u" } }],
      users: user === undefined ? [] : [{ name: "u", user }],
    }),
  );
  try {
    const connection = connect({ kubeconfig }, { env: { PATH: process.env.PATH }, cwd: folder });
    const program = { namespace: "n", pod: "p", container: "c", command: ["true"] };
    if (ask === "exec") await execText({ connection }, program);
    else await createTransport(connection, "test")({ method: "GET", path: "/version" });
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("it was taken");
}

const exec = (command: string, ...args: string[]) => ({
  exec: { apiVersion: "client.authentication.k8s.io/v1", interactiveMode: "Never", command, args },
});
const prints = (credential: object) => exec("echo", JSON.stringify(credential));

test.each<[object, string, string]>([
  [
    { "client-certificate-data": hello, "client-key-data": hello },
    "client-certificate-data contains no PEM certificate",
    "set-credentials u",
  ],
  [
    { "client-certificate-data": pem.cert, "client-key-data": hello },
    "client-key-data contains no PEM key",
    "set-credentials u",
  ],
  [{ "client-certificate-data": "%%%" }, "client-certificate-data is not base64", "set-credentials u"],
  [{ "client-certificate-data": "~" }, "client-certificate-data is not base64", "set-credentials u"],
  [{ "client-certificate-data": pem.cert }, "needs a client-key", "--client-key"],
  [
    { "client-certificate-data": pem.cert, "client-key-data": pem.otherKey },
    "do not belong together",
    "set-credentials u",
  ],
  [
    { "client-certificate-data": pem.damaged, "client-key-data": pem.key },
    "cannot be used: damaged",
    "set-credentials u",
  ],
  [
    { "client-certificate": "/nope.crt" },
    "client-certificate /nope.crt cannot be read: no such file",
    "set-credentials u",
  ],
  [{ tokenFile: "/nope" }, "tokenFile /nope cannot be read: no such file", "log in"],
  [
    { "auth-provider": { name: "gcp" } },
    "auth-provider gcp was removed from kubectl in 1.26",
    "gke-gcloud-auth-plugin",
  ],
  [
    { "auth-provider": { name: "azure" } },
    "auth-provider azure was removed from kubectl in 1.26",
    "kubelogin",
  ],
  [{ "auth-provider": { name: "other" } }, "auth-provider other is unknown", "exec plugin"],
  [{ exec: { command: "x" } }, "exec of x has no apiVersion", "update x"],
  [
    { exec: { command: "x", apiVersion: "client.authentication.k8s.io/v1alpha1" } },
    "apiVersion client.authentication.k8s.io/v1alpha1, which must be client.authentication.k8s.io/v1 ",
    "update x",
  ],
  [
    { exec: { apiVersion: "client.authentication.k8s.io/v1" } },
    "exec names no command",
    "kubectl config view",
  ],
  [
    exec("no-such-plugin"),
    "credential plugin no-such-plugin of user u is not on PATH",
    "install no-such-plugin",
  ],
  [
    { exec: { ...exec("no-such-plugin").exec, installHint: "Get it\nfrom there" } },
    "is not on PATH",
    "Get it from there",
  ],
  [exec("./no-such-plugin"), "does not exist", "install"],
  [prints({}), "of user u printed something that is not a credential", "kubectl auth whoami"],
  [exec("echo", "hello secret"), "printed no JSON", "kubectl auth whoami"],
  [exec("echo", '"secret"'), "printed something that is not a credential", "kubectl auth whoami"],
  [prints({ kind: "Pod", status: { token: "secret" } }), "that is not a credential", "kubectl auth whoami"],
  [prints({ status: { token: "secret", clientKeyData: "secret" } }), "only one of", "kubectl auth whoami"],
  [
    prints({ status: { token: "secret", expirationTimestamp: "soon" } }),
    "an expirationTimestamp that is not a time",
    "kubectl auth whoami",
  ],
  [exec("true"), "printed nothing", "kubectl auth whoami"],
  [prints({ status: {} }), "returned neither a token nor", "kubectl auth whoami"],
  [
    prints({ apiVersion: "client.authentication.k8s.io/v1beta1", status: { token: "secret" } }),
    "printed a credential of client.authentication.k8s.io/v1beta1",
    "kubectl auth whoami",
  ],
  [
    prints({ status: { clientCertificateData: "secret", clientKeyData: "secret" } }),
    "the client certificate is not PEM",
    "kubectl auth whoami",
  ],
])("user %j is refused in one line, for calls and for exec", async (user, words, fix) => {
  for (const ask of ["call", "exec"] as const) {
    const error = await errorOf(user, {}, ask);
    expect(error).toMatchObject({ name: "InputError", code: 2 });
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/\buser u\b/);
    expect(error.fix).toContain(fix);
    expect(`${error.message}${error.fix}`).not.toMatch(/secret|\n/);
  }
});

test.each<[object, string]>([
  [
    { "certificate-authority-data": hello },
    "cluster c: certificate-authority-data contains no PEM certificate",
  ],
  [
    { "certificate-authority": "/nope.crt" },
    "cluster c: certificate-authority /nope.crt cannot be read: no such file",
  ],
  [{ "proxy-url": "127.0.0.1:1" }, "cluster c: proxy-url 127.0.0.1:1: has no scheme"],
])("cluster %j is refused in one line", async (cluster, words) => {
  const error = await errorOf({ token: "t" }, cluster);
  expect(error).toMatchObject({ name: "InputError", message: words, fix: expect.any(String) });
});

test("a context whose user is not there is refused, unless flags give credentials", async () => {
  const error = await errorOf(undefined);
  expect(error.message).toBe("context ctx names the user u, which the kubeconfig does not have");
  const io = { env: {}, cwd: folder };
  expect(connect({ kubeconfig, token: "typed" }, io).server).toBe("https://127.0.0.1:1");
});

test.each(["call", "exec"] as const)(
  "the output of a plugin that fails is reported by a %s, and it is not taken for the server's",
  async (ask) => {
    const words =
      "ERROR: the token endpoint answered HTTP 403, Bad response: 502:\nthe certificate has expired";
    const error = await errorOf(exec("sh", "-c", `echo '${words}' >&2; exit 3`), {}, ask);
    expect(error).toMatchObject({ name: "ConnectionError", system: "credentials", code: 3 });
    expect(error.message).toBe(
      "Unable to connect to the server 127.0.0.1:1: getting credentials: credential plugin sh of user u failed with exit code 3: " +
        "ERROR: the token endpoint answered HTTP 403, Bad response: 502: the certificate has expired",
    );
    expect(error.fix).toContain("log in again");
  },
);

test("data in the kubeconfig goes before a file, as with kubectl", async () => {
  await errorOf({
    "client-certificate": "/nope",
    "client-certificate-data": pem.cert,
    "client-key": "/nope",
    "client-key-data": pem.key,
  });
  const options: RequestOptions = {};
  const connection = connect({ kubeconfig }, { env: {}, cwd: folder });
  await connection.kubeConfig.applyToHTTPSOptions(options);
  expect(String(options.cert)).toBe(certificates.clientCert);
});
