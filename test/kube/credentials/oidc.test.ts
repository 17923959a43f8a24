import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { type Connection, connect } from "../../../src/kube/connection.ts";
import { createTransport } from "../../../src/kube/transport.ts";
import { makeCertificates } from "../certificates.ts";
import { type Issuer, startIssuer } from "./issuer.ts";

const certificates = makeCertificates();
let folder: string;
let number = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "oidc-"));
  await writeFile(path.join(folder, "ca.crt"), certificates.ca);
});

afterAll(() => rm(folder, { recursive: true }));

/** An API server that notes the tokens it is shown. */
async function startServer() {
  const tokens: string[] = [];
  const server = https.createServer(
    { key: certificates.serverKey, cert: certificates.serverCert },
    (request, response) => {
      tokens.push((request.headers.authorization ?? "").replace("Bearer ", ""));
      response.setHeader("Content-Type", "application/json");
      response.end("{}");
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Login {
  readonly issuer: Issuer;
  readonly server: string;
  readonly idToken?: string;
  readonly config?: Readonly<Record<string, string>>;
}

/** A kubeconfig with comments, as a login tool left it and a person has changed it. */
async function login({ issuer, server, idToken, config = {} }: Login): Promise<string> {
  const file = path.join(folder, `config-${number++}`);
  const fields = {
    "client-id": "cli",
    "client-secret": "hush",
    "idp-issuer-url": issuer.url,
    "refresh-token": issuer.current(),
    ...(idToken === undefined ? {} : { "id-token": idToken }),
    ...config,
  };
  const lines = Object.entries(fields).map(([key, value]) => `        ${key}: ${value}`);
  const text = `# mine
apiVersion: v1
kind: Config
current-context: c
clusters:
- name: c
  cluster: {server: "${server}", certificate-authority: ca.crt}
contexts:
- {name: c, context: {cluster: c, user: alice}}
users:
- name: bob # not this one
  user:
    auth-provider: {name: oidc, config: {id-token: other, refresh-token: other}}
- name: alice
  user:
    auth-provider:
      name: oidc
      config:
${lines.join("\n")}
`;
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

function open(kubeconfig: string, said: string[] = []): Connection {
  const stderr = { isTTY: false, columns: undefined, write: (data: unknown) => said.push(String(data)) };
  return connect({ kubeconfig }, { env: {}, cwd: folder, stderr });
}

async function ask(connection: Connection, times = 1): Promise<void> {
  const send = createTransport(connection, "test");
  for (let i = 0; i < times; i++) await send({ method: "GET", path: "/version" });
}

async function written(file: string): Promise<Record<string, string>> {
  const whole = parse(await readFile(file, "utf8"));
  return whole.users.find((user: { name: string }) => user.name === "alice").user["auth-provider"].config;
}

describe("an oidc auth-provider", () => {
  test("with a token that lasts asks nobody", async () => {
    await using issuer = await startIssuer();
    await using server = await startServer();
    const idToken = issuer.token(600);
    await ask(open(await login({ issuer, server: server.url, idToken })), 2);
    expect(server.tokens).toEqual([idToken, idToken]);
    expect(issuer.requests).toEqual([]);
  });

  test.each(["header", "form"] as const)(
    "with an expired token is refreshed once, the client shown in the %s, and both tokens are written back",
    async (client) => {
      await using issuer = await startIssuer({ client });
      await using server = await startServer();
      const file = await login({ issuer, server: server.url, idToken: issuer.token(-60) });
      const before = await readFile(file, "utf8");
      const send = createTransport(open(file), "test");
      await Promise.all([1, 2, 3].map(() => send({ method: "GET", path: "/version" })));
      const now = await written(file);
      expect(new Set(server.tokens)).toEqual(new Set([now["id-token"] ?? ""]));
      expect(now["refresh-token"]).toBe("r2");
      expect(issuer.requests.filter((line) => line.endsWith("r1"))).toHaveLength(client === "header" ? 1 : 2);
      // nothing else of the file is touched
      const text = await readFile(file, "utf8");
      const bare = (all: string) => all.replace(/ (id|refresh)-token: .*/g, "");
      expect(bare(text)).toBe(bare(before));
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(existsSync(`${file}.lock`)).toBe(false);
    },
  );

  test("is refreshed in mid-run, again and again", async () => {
    await using issuer = await startIssuer({ lasts: 3600 });
    await using server = await startServer();
    const file = await login({ issuer, server: server.url, idToken: issuer.token(11) });
    const connection = open(file);
    await ask(connection);
    const real = Date.now;
    try {
      for (const hours of [1, 2, 3]) {
        Date.now = () => real() + hours * 3_600_000;
        await ask(connection);
      }
    } finally {
      Date.now = real;
    }
    expect(new Set(server.tokens).size).toBe(4);
    expect(await written(file)).toMatchObject({ "refresh-token": "r4", "id-token": server.tokens[3] });
  });

  test("without an id-token, or in a folder of its own behind a link, is refreshed too", async () => {
    await using issuer = await startIssuer();
    await using server = await startServer();
    const file = await login({ issuer, server: server.url });
    const link = path.join(folder, "link");
    await symlink(file, link);
    await ask(open(link));
    expect(await written(file)).toMatchObject({ "refresh-token": "r2", "id-token": server.tokens[0] });
  });

  test("takes what another program wrote meanwhile, and uses up no refresh token", async () => {
    await using issuer = await startIssuer();
    await using server = await startServer();
    const file = await login({ issuer, server: server.url, idToken: issuer.token(-60) });
    const connection = open(file);
    const newer = issuer.token(600);
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(/(\n {8}id-token: ).*/, `$1${newer}`));
    await ask(connection);
    expect(server.tokens).toEqual([newer]);
    expect(issuer.requests).toEqual([]);
  });

  test("of two connections with one login takes each refresh token once", async () => {
    await using issuer = await startIssuer();
    await using server = await startServer();
    const file = await login({ issuer, server: server.url, idToken: issuer.token(-60) });
    await Promise.all([ask(open(file)), ask(open(file)), ask(open(file))]);
    expect(issuer.requests.filter((line) => line.startsWith("POST"))).toEqual(["POST /token r1"]);
    expect(new Set(server.tokens).size).toBe(1);
  });

  test("goes on with a token that cannot be written back, and says so", async () => {
    await using issuer = await startIssuer();
    await using server = await startServer();
    const file = await login({ issuer, server: server.url, idToken: issuer.token(-60) });
    await writeFile(`${file}.lock`, "");
    const said: string[] = [];
    await ask(open(file, said), 2);
    expect(server.tokens).toHaveLength(2);
    expect(said.join("")).toContain(
      `warning: user alice: the new token cannot be written to ${file}: ${file}.lock is still there`,
    );
    expect(said.join("")).toContain("log in again before the next command");
  });

  test("trusts the issuer's own authority, and no other", async () => {
    const tls = { key: certificates.serverKey, cert: certificates.serverCert };
    await using issuer = await startIssuer({ tls });
    await using server = await startServer();
    const data = Buffer.from(certificates.ca).toString("base64");
    const trusting = await login({
      issuer,
      server: server.url,
      config: { "idp-certificate-authority-data": data },
    });
    await ask(open(trusting));
    expect(server.tokens).toHaveLength(1);
    const doubting = await login({ issuer, server: server.url });
    await expect(ask(open(doubting))).rejects.toThrow(
      /user alice: the token cannot be refreshed: .*certificate/,
    );
  });

  test.each<[string, Partial<Record<string, string>>, RegExp, number]>([
    [
      "no refresh-token",
      { "refresh-token": "" },
      /user alice: its id-token has expired, and there is no refresh-token/,
      2,
    ],
    [
      "a used refresh-token",
      { "refresh-token": "r0" },
      /refused to refresh the token with 40\d: invalid_/,
      3,
    ],
    ["a token that is not a JWT", { "id-token": "abc" }, /user alice: its id-token is not a JWT/, 2],
    ["no client-id", { "client-id": "" }, /user alice: auth-provider oidc has no client-id/, 2],
    ["no issuer", { "idp-issuer-url": "" }, /user alice: auth-provider oidc has no idp-issuer-url/, 2],
    [
      "an issuer that is away",
      { "idp-issuer-url": "http://127.0.0.1:1" },
      /the token cannot be refreshed: /,
      3,
    ],
  ])("with %s is refused in a line, without its secrets", async (_, config, words, code) => {
    await using issuer = await startIssuer();
    await using server = await startServer();
    const file = await login({
      issuer,
      server: server.url,
      idToken: issuer.token(-60),
      config: config as Record<string, string>,
    });
    const error = await (async () => ask(open(file)))().catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      message: expect.stringMatching(words),
      code,
      fix: expect.stringContaining("log in again"),
    });
    expect(String(error)).not.toMatch(/hush|\n/);
    expect(server.tokens).toEqual([]);
  });

  test.each(["no id_token", "html"] as const)(
    "of an issuer that answers with %s fails in words",
    async (broken) => {
      await using issuer = await startIssuer({ broken });
      await using server = await startServer();
      const file = await login({ issuer, server: server.url });
      await expect(ask(open(file))).rejects.toThrow(/sent no id_token: "openid" was not among the scopes/);
    },
  );

  test.skipIf(Bun.which("kubectl") === null)(
    "leaves the kubeconfig as kubectl would, and kubectl goes on with it",
    async () => {
      await using issuer = await startIssuer();
      await using server = await startServer();
      const kubectl = async (file: string) => {
        const child = spawn("kubectl", ["--kubeconfig", file, "get", "--raw", "/version"], {
          env: { PATH: process.env.PATH, HOME: folder },
        });
        const [code] = await once(child, "close");
        return code;
      };
      await mkdir(path.join(folder, ".kube"), { recursive: true });
      const file = await login({ issuer, server: server.url, idToken: issuer.token(-60) });
      await ask(open(file));
      const ours = await written(file);
      expect(await kubectl(file)).toBe(0);
      expect(server.tokens.at(-1)).toBe(ours["id-token"] ?? "");
      // kubectl refreshes, we go on with what it wrote, and the other way round
      const later = await login({ issuer, server: server.url, idToken: issuer.token(-60) });
      const connection = open(later);
      expect(await kubectl(later)).toBe(0);
      await ask(connection);
      const theirs = await written(later);
      expect(server.tokens.slice(-2)).toEqual([theirs["id-token"] ?? "", theirs["id-token"] ?? ""]);
      expect(Object.keys(theirs).sort()).toEqual(Object.keys(ours).sort());
    },
  );
});
