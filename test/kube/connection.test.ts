import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "../../src/kube/connection.ts";
import { makeCertificates } from "./certificates.ts";

const { ca } = makeCertificates();
let home: string;

const kubeconfig = (name: string, extra: { user?: object; cluster?: object } = {}) =>
  JSON.stringify({
    "current-context": name,
    clusters: [
      {
        name,
        cluster: {
          server: `https://${name}.example.com:6443`,
          "certificate-authority": "pki/ca.crt",
          ...extra.cluster,
        },
      },
    ],
    users: [{ name, user: extra.user ?? { token: `token-of-${name}` } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  });

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "connection-"));
  await mkdir(path.join(home, "one/pki"), { recursive: true });
  await writeFile(path.join(home, "one/pki/ca.crt"), ca);
  await mkdir(path.join(home, "pki"));
  await writeFile(path.join(home, "pki/ca.crt"), makeCertificates().ca);
  await writeFile(path.join(home, "one/config"), kubeconfig("one"));
  await writeFile(path.join(home, "two"), kubeconfig("two"));
});

afterAll(() => rm(home, { recursive: true }));

const at = (env: Record<string, string>) => ({ env: { HOME: home, ...env }, cwd: home });

async function https(connection: ReturnType<typeof connect>): Promise<RequestOptions> {
  const options: RequestOptions = {};
  await connection.kubeConfig.applyToHTTPSOptions(options);
  return options;
}

describe("connect", () => {
  test("takes the files of KUBECONFIG in order, passes over missing ones, resolves paths against their file", async () => {
    const io = at({ KUBECONFIG: ["nowhere", "one/config", "two"].join(path.delimiter) });
    const first = connect({}, io);
    expect(first.server).toBe("https://one.example.com:6443");
    expect(String((await https(first)).ca)).toBe(ca);
    expect(connect({ context: "two" }, io).server).toBe("https://two.example.com:6443");
  });

  test.each([
    ["a context without a cluster", { contexts: [{ name: "b", context: { cluster: "", user: "" } }] }],
    [
      "a cluster without a server",
      { clusters: [{ name: "b", cluster: { "insecure-skip-tls-verify": true } }] },
    ],
    ["a user without anything", { users: [{ name: "b", user: null }] }],
  ])("%s is no matter where it is not used", async (_, more: Record<string, unknown[]>) => {
    const whole: Record<string, unknown> = JSON.parse(kubeconfig("two"));
    for (const [list, entries] of Object.entries(more)) whole[list] = [...Object(whole[list]), ...entries];
    await writeFile(path.join(home, "partly"), JSON.stringify(whole));
    expect(connect({ kubeconfig: "partly" }, at({})).server).toBe("https://two.example.com:6443");
  });

  test("--kubeconfig stands alone", () => {
    expect(connect({ kubeconfig: "two" }, at({ KUBECONFIG: "one/config" })).context).toBe("two");
  });

  test("flags go over the kubeconfig", async () => {
    const io = at({ KUBECONFIG: "one/config" });
    const connection = connect(
      {
        server: "https://other:1",
        token: "typed",
        tlsServerName: "inside",
        as: "eve",
        asGroup: ["a", "b"],
        asUserExtra: ["k=1", "k=2"],
        requestTimeout: "90",
      },
      io,
    );
    const options = await https(connection);
    expect(connection.server).toBe("https://other:1");
    expect(options.headers).toMatchObject({ Authorization: "Bearer typed" });
    expect(options.servername).toBe("inside");
    expect(connection.headers).toEqual({
      "Impersonate-User": "eve",
      "Impersonate-Group": ["a", "b"],
      "Impersonate-Extra-k": ["1", "2"],
    });
    expect(connection.requestTimeout).toBe(90_000);
  });

  test("a credential plugin beside the kubeconfig gives the token, and is told the API version", async () => {
    const plugin = path.join(home, "one/plugin.sh");
    await writeFile(
      plugin,
      `#!/bin/sh\nprintf '{"status":{"token":"%s"}}' "$(echo "$KUBERNETES_EXEC_INFO" | tr -d '"{}')"\n`,
      { mode: 0o755 },
    );
    const user = {
      exec: {
        apiVersion: "client.authentication.k8s.io/v1",
        command: "./plugin.sh",
        interactiveMode: "Never",
      },
    };
    await writeFile(path.join(home, "one/exec"), kubeconfig("exec", { user }));
    const credential = await connect({ kubeconfig: "one/exec" }, at({})).credentials?.get();
    expect(credential?.token).toContain("apiVersion:client.authentication.k8s.io/v1");
  });

  test("a user's tokenFile gives the token", async () => {
    await writeFile(path.join(home, "one/token"), "first\n");
    await writeFile(path.join(home, "one/by-file"), kubeconfig("file", { user: { tokenFile: "token" } }));
    const connection = connect({ kubeconfig: "one/by-file" }, at({}));
    expect(await connection.credentials?.get()).toMatchObject({ token: "first" });
  });

  test("certificates are checked unless told otherwise", async () => {
    const io = at({ KUBECONFIG: "one/config" });
    expect((await https(connect({}, io))).rejectUnauthorized).not.toBe(false);
    expect((await https(connect({ insecureSkipTlsVerify: true }, io))).rejectUnauthorized).toBe(false);
  });

  test("an http server, as kubectl proxy is, needs no flag", async () => {
    const connection = connect({ server: "http://127.0.0.1:8001" }, at({ KUBECONFIG: "one/config" }));
    await https(connection);
    expect(connection.server).toBe("http://127.0.0.1:8001");
  });

  test.each([
    [{ kubeconfig: "nowhere" }, "--kubeconfig", "no such file"],
    [{ kubeconfig: "one" }, "--kubeconfig", "it is a directory"],
    [{ context: "three" }, "--context three", "no such context"],
    [{ cluster: "three" }, "--cluster three", "no such cluster"],
    [{ user: "three" }, "--user three", "no such user"],
    [{ server: "six/x" }, "--server six/x", "not an http(s) URL"],
    [{ clientKey: "nowhere" }, "--client-key", "no such file"],
    [{ asGroup: ["a"] }, "--as-group", "need --as"],
    [{ as: "eve", asUserExtra: ["k"] }, "--as-user-extra k", "not key=value"],
    [{ requestTimeout: "soon" }, "--request-timeout soon", "Invalid timeout value"],
  ])("%j is refused, naming it", (flags, name, words) => {
    const attempt = () => connect(flags, at({ KUBECONFIG: "one/config" }));
    expect(attempt).toThrow(name);
    expect(attempt).toThrow(words);
  });

  test("without any kubeconfig it says where it looked", () => {
    expect(() => connect({}, at({}))).toThrow(path.join(home, ".kube/config"));
    expect(() => connect({}, at({ KUBECONFIG: "nowhere" }))).toThrow(
      "KUBECONFIG names no file that exists: nowhere",
    );
  });

  test("a kubeconfig that is no YAML is named", async () => {
    await writeFile(path.join(home, "broken"), "{");
    expect(() => connect({ kubeconfig: "broken" }, at({}))).toThrow(path.join(home, "broken"));
  });
});
