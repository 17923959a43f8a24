import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "../../src/kube/connection.ts";
import { makeCertificates } from "./certificates.ts";

const { ca, clientCert, clientKey } = makeCertificates();
const base64 = (text: string) => Buffer.from(text).toString("base64");
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

  test("a credential plugin next to the kubeconfig returns the token, and receives the API version", async () => {
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

  test("certificates are checked unless a flag says otherwise", async () => {
    const io = at({ KUBECONFIG: "one/config" });
    expect((await https(connect({}, io))).rejectUnauthorized).not.toBe(false);
    expect((await https(connect({ insecureSkipTlsVerify: true }, io))).rejectUnauthorized).toBe(false);
  });

  test.each([
    ["HTTPS://one.example.com:6443", "https://one.example.com:6443"],
    ["hTTps://ONE.example.com:6443/", "https://one.example.com:6443"],
    ["https://one.example.com:6443//", "https://one.example.com:6443"],
    ["https://one.example.com:6443/k8s/c-1/?x=1#f", "https://one.example.com:6443/k8s/c-1"],
    ["https://one.example.com:6443?x=1", "https://one.example.com:6443"],
    ["one.example.com:8080", "http://one.example.com:8080"],
    ["localhost:8080", "http://localhost:8080"],
    ["127.0.0.1", "http://127.0.0.1"],
  ])("the server %s is %s, as for kubectl", async (given, server) => {
    await writeFile(path.join(home, "one/server"), kubeconfig("one", { cluster: { server: given } }));
    expect(connect({ kubeconfig: "one/server" }, at({})).server).toBe(server);
    expect(connect({ server: given }, at({ KUBECONFIG: "one/config" })).server).toBe(server);
  });

  test("nobody's credentials are shown to a server without TLS, nor is a plugin run, as with kubectl", async () => {
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      interactiveMode: "Never",
      command: "no-such",
    };
    for (const user of [{ token: "t" }, { exec }, { username: "a", password: "b" }, { tokenFile: "/nope" }]) {
      await writeFile(path.join(home, "one/clear"), kubeconfig("one", { user: { ...user, as: "eve" } }));
      const connection = connect({ kubeconfig: "one/clear", server: "http://127.0.0.1:8001" }, at({}));
      expect(connection.credentials).toBeUndefined();
      const options = await https(connection);
      expect(options.auth).toBeUndefined();
      expect(options.headers).not.toHaveProperty("Authorization");
      expect(connection.headers).toEqual({ "Impersonate-User": "eve" });
    }
  });

  test.each<[object, string | undefined]>([
    [{ token: "t" }, "Bearer t"],
    [{ username: "a", password: "b" }, undefined],
    [{ "client-certificate-data": base64(clientCert), "client-key-data": base64(clientKey) }, undefined],
  ])("a plugin is not run where the user has %j", async (user, authorization) => {
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      interactiveMode: "Never",
      command: "no-such",
    };
    await writeFile(path.join(home, "one/both"), kubeconfig("one", { user: { ...user, exec } }));
    const connection = connect({ kubeconfig: "one/both" }, at({}));
    expect(connection.credentials).toBeUndefined();
    expect((await https(connection)).headers).toEqual(
      authorization === undefined ? {} : { Authorization: authorization },
    );
  });

  test("a tokenFile goes before a token, and is read again after a minute or a refusal", async () => {
    const file = path.join(home, "one/renewed");
    await writeFile(file, "first");
    await writeFile(
      path.join(home, "one/both"),
      kubeconfig("one", { user: { token: "t", tokenFile: "renewed" } }),
    );
    const connection = connect({ kubeconfig: "one/both" }, at({}));
    const first = await connection.credentials?.get();
    await writeFile(file, "second");
    expect(await connection.credentials?.get()).toBe(first);
    if (first !== undefined) connection.credentials?.refused(first);
    expect(await connection.credentials?.get()).toMatchObject({ token: "second" });
    const real = Date.now;
    try {
      Date.now = () => real() + 61_000;
      await writeFile(file, "third");
      expect(await connection.credentials?.get()).toMatchObject({ token: "third" });
      // a file that is away for a while ends nothing
      Date.now = () => real() + 200_000;
      await rm(file);
      expect(await connection.credentials?.get()).toMatchObject({ token: "third" });
    } finally {
      Date.now = real;
    }
    expect((await https(connection)).headers).toEqual({});
  });

  test("--server is known by its own name, and --insecure-skip-tls-verify needs no authority", async () => {
    const cluster = { "tls-server-name": "inside" };
    await writeFile(path.join(home, "one/named"), kubeconfig("one", { cluster }));
    const io = at({ KUBECONFIG: "one/named" });
    expect((await https(connect({}, io))).servername).toBe("inside");
    expect((await https(connect({ server: "https://other:1" }, io))).servername).toBeUndefined();
    expect((await https(connect({ insecureSkipTlsVerify: true }, io))).ca).toBeUndefined();
  });

  test("KUBECONFIG=/dev/null is an empty kubeconfig", () => {
    const io = at({ KUBECONFIG: "/dev/null" });
    expect(connect({ server: "https://other:1" }, io).server).toBe("https://other:1");
    expect(() => connect({}, io)).toThrow("no current context");
  });

  test.each<[object, string]>([
    [{ "current-context": "x" }, "current-context x is not one of its contexts: one"],
    [{ contexts: [{ name: "one", context: { user: "one" } }] }, "context one names no cluster"],
    [
      {
        clusters: [
          {
            name: "one",
            cluster: {
              server: "https://h",
              "certificate-authority": "pki/ca.crt",
              "insecure-skip-tls-verify": true,
            },
          },
        ],
      },
      "has both a certificate-authority and insecure-skip-tls-verify",
    ],
    [{ users: [{ name: "one", user: { token: "t\n" } }] }, "user one: its token has a line end"],
  ])("a kubeconfig with %j is refused in its own words", async (more, words) => {
    const whole = { ...JSON.parse(kubeconfig("one")), ...more };
    await writeFile(path.join(home, "one/wrong"), JSON.stringify(whole));
    expect(() => connect({ kubeconfig: "one/wrong" }, at({}))).toThrow(words);
  });

  test.each(["certificate-authority", "client-certificate", "tokenFile"])(
    "a FIFO for %s is refused at once",
    async (field) => {
      execFileSync("mkfifo", [path.join(home, `one/${field}`)]);
      const value = { [field]: field };
      const isOfCluster = field === "certificate-authority";
      await writeFile(
        path.join(home, "one/fifo"),
        kubeconfig("one", isOfCluster ? { cluster: value } : { user: value }),
      );
      expect(() => connect({ kubeconfig: "one/fifo" }, at({}))).toThrow("it is a FIFO");
      expect(() => connect({ kubeconfig: `one/${field}` }, at({}))).toThrow("it is a FIFO");
    },
  );

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
});
