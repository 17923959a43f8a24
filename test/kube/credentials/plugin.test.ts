import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { WebSocketServer } from "ws";
import { type Connection, connect } from "../../../src/kube/connection.ts";
import { ConnectionError } from "../../../src/kube/errors.ts";
import { execText } from "../../../src/kube/exec.ts";
import { mayPass } from "../../../src/kube/retry.ts";
import { type Call, createTransport } from "../../../src/kube/transport.ts";
import { makeCertificates } from "../certificates.ts";
import { json, scriptedServer, status, withoutTls } from "../scripted-server.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "plugin-"));
});

afterAll(() => rm(folder, { recursive: true }));

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const get: Call = { method: "GET", path: "/version" };
const program = { namespace: "n", pod: "p", container: "c", command: ["true"] };
const file = (name: string) => path.join(folder, name);
const lines = async (name: string) => (await Bun.file(file(name)).text()).trim().split("\n");

/** A user whose credentials the shell script `plugin.sh` prints, at `server`. */
async function connected(
  server: string,
  script: string,
  stderr?: (text: string) => void,
): Promise<Connection> {
  for (const name of ["runs", "ready", "broken"]) rmSync(file(name), { force: true });
  await writeFile(file("plugin.sh"), `#!/bin/sh\ncd '${folder}'\necho $$ >> runs\n${script}\n`, {
    mode: 0o755,
  });
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    command: file("plugin.sh"),
    interactiveMode: "Never",
  };
  await writeFile(
    file("config"),
    JSON.stringify({
      "current-context": "c",
      clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
      users: [{ name: "u", user: { exec } }],
    }),
  );
  const sink = {
    isTTY: false,
    columns: undefined,
    write: (data: string | Uint8Array) => stderr?.(String(data)),
  };
  const io = { env: { PATH: process.env.PATH }, cwd: folder, stderr: sink };
  return withoutTls(connect({ kubeconfig: file("config") }, io), server);
}

/** Prints a token that says which run of the plugin gave it. */
const numbered = (expires: string) =>
  `printf '{"status":{"token":"t%d","expirationTimestamp":"${expires}"}}' "$(wc -l < runs)"`;
const isOver = "2020-01-01T00:00:00Z";
const lasts = "2999-01-01T00:00:00Z";

test("the plugin is asked once by all who wait, and again when what it gave has expired", async () => {
  await using server = await scriptedServer(json({}));
  const send = createTransport(await connected(server.connection.server, numbered(isOver)), "test");
  await Promise.all([send(get), send(get), send(get)]);
  expect(await lines("runs")).toHaveLength(1);
  await Promise.all([send(get), send(get), send(get)]);
  expect(await lines("runs")).toHaveLength(2);
});

test.each([
  ["prints nothing", "[ -e broken ] && exit"],
  ["is away", ""],
])("a plugin that %s after it gave a credential is trouble that may pass", async (_, script) => {
  await using server = await scriptedServer(json({}));
  const connection = await connected(server.connection.server, `${script}\n${numbered(isOver)}`);
  const ask = [() => createTransport(connection, "test")(get), () => execText({ connection }, program)];
  expect((await createTransport(connection, "test")(get)).status).toBe(200);
  await writeFile(file("broken"), "");
  if (script === "") rmSync(file("plugin.sh"));
  for (const once of ask) {
    const error = await once().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ system: "credentials", code: 3 });
    expect(String(error)).toContain("of user u");
    expect(mayPass(error)).toBe(true);
  }
});

test("a credential that the server refuses is asked for anew, once for all who were refused", async () => {
  const authorizations: unknown[] = [];
  await using server = await scriptedServer((request, response) => {
    authorizations.push(request.headers.authorization);
    const refused = request.headers.authorization === "Bearer t1";
    json(refused ? status(401, "Unauthorized", "Unauthorized") : {}, refused ? 401 : 200)(request, response);
  });
  const send = createTransport(await connected(server.connection.server, numbered(lasts)), "test");
  const first = await Promise.all([send(get), send(get)]);
  expect(first.map((reply) => reply.status)).toEqual([401, 401]);
  const then = await Promise.all([send(get), send(get)]);
  expect(then.map((reply) => reply.status)).toEqual([200, 200]);
  expect((await send(get)).status).toBe(200);
  expect(authorizations).toEqual(["Bearer t1", "Bearer t1", "Bearer t2", "Bearer t2", "Bearer t2"]);
  expect(await lines("runs")).toHaveLength(2);
});

test("a credential that is refused to an exec is asked for anew too", async () => {
  const server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    handleProtocols: () => "v4.channel.k8s.io",
    verifyClient: ({ req }, answer) => answer(req.headers.authorization !== "Bearer t1", 401),
  });
  server.on("connection", (socket, request) => {
    socket.send(Buffer.from(`\u0001${request.headers.authorization}`));
    socket.send(Buffer.from(`\u0003${JSON.stringify({ status: "Success" })}`));
    socket.close();
  });
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  const connection = await connected(`http://127.0.0.1:${address.port}`, numbered(lasts));
  await expect(execText({ connection }, program)).rejects.toMatchObject({ name: "ApiError", status: 401 });
  expect(await execText({ connection }, program)).toBe("Bearer t2");
  server.close();
});

test("what a plugin that waits for a person says is shown line by line, fit for a terminal", async () => {
  await using server = await scriptedServer(json({}));
  const shown: string[] = [];
  const first = Promise.withResolvers<void>();
  const say = String.raw`printf 'open \033[1mhttps://login\033[0m\nand type AB\007C\r\nlast' >&2`;
  const script = `${say}\nwhile [ ! -e ready ]; do sleep 0.05; done\n${numbered(lasts)}`;
  const connection = await connected(server.connection.server, script, (text) => {
    shown.push(text);
    if (shown.length === 2) first.resolve();
  });
  const reply = createTransport(connection, "test")(get);
  await first.promise;
  expect(shown).toEqual(["open https://login\n", "and type AB^GC\n"]);
  await writeFile(file("ready"), "");
  expect((await reply).status).toBe(200);
  expect(shown).toEqual(["open https://login\n", "and type AB^GC\n", "last\n"]);
});

test("a plugin is ended when nobody is waiting for it any longer, and no sooner", async () => {
  await using server = await scriptedServer(json({}));
  const started = Promise.withResolvers<void>();
  const script = `echo begun >&2; while [ ! -e ready ]; do sleep 0.05; done\n${numbered(lasts)}`;
  const connection = await connected(server.connection.server, script, () => started.resolve());
  const send = createTransport(connection, "test");
  const [one, two] = [new AbortController(), new AbortController()];
  const replies = [
    send({ ...get, signal: one.signal }),
    execText({ connection }, { ...program, signal: two.signal }),
  ];
  const ends = Promise.allSettled(replies);
  await started.promise;
  one.abort(new Error("enough"));
  await expect(replies[0]).rejects.toThrow("enough");
  const [pid = ""] = await lines("runs");
  expect(isThere(Number(pid))).toBe(true);
  two.abort(new Error("enough too"));
  await expect(replies[1]).rejects.toThrow("enough too");
  await ends;
  while (isThere(Number(pid))) await new Promise((resolve) => setImmediate(resolve));
  await writeFile(file("ready"), "");
  expect((await send(get)).status).toBe(200);
  expect(await lines("runs")).toHaveLength(2);
});

test("a plugin that prints or says without an end holds no more than a bound", async () => {
  await using server = await scriptedServer(json({}));
  const ask = async (script: string) =>
    createTransport(
      await connected(server.connection.server, script),
      "test",
    )(get).catch((error: unknown) => error);
  const printing = await ask("exec yes");
  expect(printing).toMatchObject({ name: "InputError" });
  expect(String(printing)).toContain("of user u printed more than 1 MiB");
  const saying = await ask("yes noise | head -c 3000000 >&2; echo last words >&2; exit 1");
  expect(String(saying)).toContain("noise last words");
  expect(String(saying).length).toBeLessThan(600);
});

describe("what a plugin receives", () => {
  const prints = `echo "$KUBERNETES_EXEC_INFO" > info; printf '{"status":{"token":"t"}}'`;

  /** The `KUBERNETES_EXEC_INFO` that a plugin with this entry gets. */
  async function info(exec: object, more: { cluster?: object; stdinIsTerminal?: boolean } = {}) {
    await writeFile(file("plugin.sh"), `#!/bin/sh\ncd '${folder}'\n${prints}\n`, { mode: 0o755 });
    const v1 = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "./plugin.sh",
      interactiveMode: "Never",
    };
    const server = "https://127.0.0.1:6443/";
    await writeFile(
      file("received"),
      JSON.stringify({
        "current-context": "c",
        clusters: [{ name: "c", cluster: { server, ...more.cluster } }],
        contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
        users: [{ name: "u", user: { exec: { ...v1, ...exec } } }],
      }),
    );
    const io = {
      env: { PATH: process.env.PATH },
      cwd: folder,
      stdinIsTerminal: more.stdinIsTerminal === true,
    };
    await connect({ kubeconfig: file("received") }, io).credentials?.get();
    return JSON.parse(await Bun.file(file("info")).text());
  }

  test("is what kubectl 1.35.4 passes about the cluster, if the plugin asks for it", async () => {
    const { ca } = makeCertificates();
    await writeFile(file("ca.crt"), ca);
    const cluster = {
      "certificate-authority": "ca.crt",
      "tls-server-name": "inside",
      "proxy-url": "http://127.0.0.1:3128",
      "disable-compression": true,
      extensions: [{ name: "client.authentication.k8s.io/exec", extension: { audience: "a", port: 1 } }],
    };
    expect(await info({ provideClusterInfo: true }, { cluster })).toEqual({
      kind: "ExecCredential",
      apiVersion: "client.authentication.k8s.io/v1",
      spec: {
        cluster: {
          server: "https://127.0.0.1:6443",
          "tls-server-name": "inside",
          "certificate-authority-data": Buffer.from(ca).toString("base64"),
          "proxy-url": "http://127.0.0.1:3128",
          "disable-compression": true,
          config: { audience: "a", port: 1 },
        },
        interactive: false,
      },
    });
    expect(await info({}, { cluster })).toMatchObject({ spec: { interactive: false } });
    expect((await info({}, { cluster })).spec.cluster).toBeUndefined();
  });

  test.each([
    ["Never", true, false],
    ["IfAvailable", true, true],
    ["IfAvailable", false, false],
    ["Always", true, true],
  ])(
    "is with interactiveMode %s and a terminal: %p, that it may ask: %p",
    async (mode, stdinIsTerminal, may) => {
      const { spec } = await info({ interactiveMode: mode }, { stdinIsTerminal });
      expect(spec.interactive).toBe(may);
    },
  );

  test("is by v1beta1 that it may ask where there is a terminal, if its entry does not say", async () => {
    const beta = { apiVersion: "client.authentication.k8s.io/v1beta1", interactiveMode: undefined };
    expect((await info(beta, { stdinIsTerminal: true })).spec.interactive).toBe(true);
  });

  test("no variable of its entry goes over", async () => {
    const env = [
      { name: "KUBERNETES_EXEC_INFO", value: "{}" },
      { name: "PATH", value: "/usr/bin:/bin" },
    ];
    expect((await info({ env, args: null })).kind).toBe("ExecCredential");
  });

  test.each<[object, string]>([
    [{ interactiveMode: undefined }, "has no interactiveMode, which must be Never, IfAvailable or Always"],
    [{ interactiveMode: "Sometimes" }, "has interactiveMode Sometimes"],
    [{ interactiveMode: "Always" }, "asks for input, and standard input is not a terminal"],
    [{ env: [{ value: "x" }] }, "sets a variable without a name"],
  ])("with %j it is not run", async (exec, words) => {
    await expect(info(exec)).rejects.toThrow(words);
  });
});

test.skipIf(Bun.which("script") === null)(
  "a plugin asks the person at the terminal, and is answered there",
  async () => {
    await connected(
      "https://127.0.0.1:1",
      `printf 'Password: ' >&2; read -r word; printf '{"status":{"token":"of-%s"}}' "$word"`,
    );
    const config = JSON.parse(await Bun.file(file("config")).text());
    config.users[0].user.exec.interactiveMode = "Always";
    await writeFile(file("config"), JSON.stringify(config));
    const asking = `${process.execPath} ${path.join(import.meta.dir, "interactive.check.ts")} ${file("config")}`;
    const child = spawn("script", ["-qec", asking, "/dev/null"], { stdio: ["pipe", "pipe", "inherit"] });
    let shown = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (!shown.includes("Password: ") && (shown + text).includes("Password: "))
        child.stdin.write("sesame\n");
      shown += text;
    });
    await once(child, "close");
    expect(shown).toContain("token of-sesame");
  },
);
