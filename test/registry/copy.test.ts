import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { heldImages, isRequired } from "../../src/images/held.ts";
import { program } from "../commands/program.ts";
import { type Attack, type Meddle, startHostile } from "./hostile.ts";
import { makeLayer, pushMade } from "./made-images.ts";
import { startGuarded } from "./token-service.ts";
import { crane, newFolder, type RunningRegistry, startRegistry } from "./tools.ts";

// of the release, under their names
const names = ((await heldImages("v1.37"))?.images ?? []).filter(isRequired).map(({ name }) => name);
const paths = names.map((name) => name.slice(name.indexOf("/") + 1));
const digests = new Map<string, string>();
const shared = makeLayer(700_000);
const running: { stop(): Promise<void> }[] = [];
let source: RunningRegistry;

beforeAll(async () => {
  source = await keep(startRegistry());
  for (const [index, where] of paths.entries()) {
    const [repository = "", tag = ""] = where.split(":");
    const made = await pushMade(source.host, repository, tag, {
      platforms: ["linux/amd64", "linux/arm64", "windows/amd64"],
      // one needs several parts
      layers: index === 1 ? [100_000, 24_000_000] : [5000],
      shared: [shared],
      docker: index % 2 === 1,
    });
    digests.set(where, made.digest);
  }
});

afterAll(async () => {
  for (const one of running) await one.stop();
});

async function keep<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  running.push(started);
  return started;
}

/** Waits are counted instead of waited for. */
function copy(to: string, words: readonly string[] = [], options: { from?: string; cwd?: string } = {}) {
  const slept: number[] = [];
  let now = 0;
  const { from = source.host, cwd = newFolder() } = options;
  const args = ["images", "copy", "--release", "v1.37", "--from", from, "--to", to];
  const plain = [from, to].map((place) => place.split("/", 1)[0]).join(",");
  const result = program([...args, "--plain-http", plain, ...words], {
    cwd,
    monotonic: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
      await Bun.sleep(1);
    },
  });
  return { result, slept };
}

/** crane reads every digest, and every byte of every blob. */
async function agrees(place: string, expected = digests): Promise<void> {
  for (const where of paths) {
    expect(`${where} ${await crane("digest", "--insecure", `${place}/${where}`)}`).toBe(
      `${where} ${expected.get(where)}`,
    );
    expect(await crane("validate", "--insecure", "--remote", `${place}/${where}`)).toStartWith("PASS");
  }
}

describe("images copy", () => {
  test("copies everything with its digest, and nothing the second time", async () => {
    const to = `${(await keep(startRegistry())).host}/k8s`;
    const { code, stdout, stderr } = await copy(to).result;
    expect(stderr).toContain(`${names.length} images are in ${to}, 0 of them unchanged`);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split("\n").sort()).toEqual(
      paths.map((where) => `${to}/${where}@${digests.get(where)}`).sort(),
    );
    await agrees(to);
    const again = await copy(to).result;
    expect(again.stderr).toContain(`${names.length} of them unchanged: 0 B copied`);
  });

  test("--arch cuts lists of manifests down, and says where an architecture is missing", async () => {
    const to = (await keep(startRegistry())).host;
    const { code, stdout, stderr } = await copy(to, ["--arch", "arm64,riscv64"]).result;
    expect(code).toBe(0);
    expect(stderr).toContain(`warning: ${source.host}/pause:3.10.2 is not published for riscv64\n`);
    const list = JSON.parse(await crane("manifest", "--insecure", `${to}/pause:3.10.2`));
    expect(list.manifests.map(({ platform }: { platform: object }) => platform)).toEqual([
      { os: "linux", architecture: "arm64" },
    ]);
    expect(list.annotations).toEqual({ "org.example.kept": "yes" });
    expect(stdout).toContain(`/pause:3.10.2@${await crane("digest", "--insecure", `${to}/pause:3.10.2`)}\n`);
    expect(await crane("validate", "--insecure", "--remote", `${to}/pause:3.10.2`)).toStartWith("PASS");
    const none = await copy(to, ["--arch", "mips64le"]).result;
    expect(none.code).toBe(3);
    expect(none.stderr + none.stdout).toContain("is not published for mips64le");
  });

  test("--dry-run writes nothing", async () => {
    const to = (await keep(startRegistry())).host;
    const { code, stdout, stderr } = await copy(to, ["--dry-run"]).result;
    expect(code).toBe(0);
    expect(stderr).toMatch(/would be copied; nothing was written\n$/);
    expect(stdout.trimEnd().split("\n")).toHaveLength(names.length);
    expect(await crane("catalog", "--insecure", to)).toBe("");
  });

  test("--one-repository makes the tags that a suite with KUBE_TEST_REPO pulls", async () => {
    const to = `${(await keep(startRegistry())).host}/k8s`;
    expect((await copy(to, ["--one-repository"]).result).code).toBe(0);
    const tags = (await crane("ls", "--insecure", to)).split("\n");
    expect(tags).toHaveLength(names.length - 1);
    expect(tags.some((tag) => tag.startsWith("e2e-22-registry-k8s-io-pause-3-10-2-"))).toBe(true);
    expect(await crane("digest", "--insecure", `${to}/conformance:v1.37.2`)).toBe(
      digests.get("conformance:v1.37.2") ?? "",
    );
  });

  test("blobs that the target has in another repository are mounted, not sent", async () => {
    const { host } = await keep(startRegistry());
    const front = await keep(startHostile(host, () => undefined));
    expect((await copy(front.host).result).code).toBe(0);
    const digest = encodeURIComponent(shared.digest);
    const sent = front.seen.filter((line) => line.startsWith("PUT") && line.includes(`digest=${digest}`));
    const mounts = front.seen.filter((line) => line.includes(`mount=${digest}`));
    const repositories = new Set(paths.map((where) => where.replace(/:.*/, "")));
    expect(sent).toHaveLength(1);
    expect(new Set(mounts.map((line) => /v2\/(.*)\/blobs/.exec(line)?.[1])).size).toBe(repositories.size - 1);
  });

  test("--referrers keeps signatures", async () => {
    const from = await keep(startRegistry());
    for (const where of paths) {
      const [repository = "", tag = ""] = where.split(":");
      const made = await pushMade(from.host, repository, tag, { platforms: ["linux/amd64"], layers: [100] });
      const manifest = JSON.parse(await crane("manifest", "--insecure", `${from.host}/${where}`));
      const size = JSON.stringify(manifest).length;
      const subject = { digest: made.digest, size, mediaType: manifest.mediaType };
      await pushMade(from.host, repository, "", { platforms: ["unknown/unknown"], layers: [10], subject });
      await pushMade(from.host, repository, `${made.digest.replace(":", "-")}.sig`, {
        platforms: ["unknown/unknown"],
        layers: [20],
      });
    }
    const to = (await keep(startRegistry())).host;
    const { code, stderr } = await copy(to, ["--referrers"], { from: from.host }).result;
    expect(`${code} ${stderr}`).toStartWith("0 ");
    const digest = await crane("digest", "--insecure", `${to}/pause:3.10.2`);
    expect(await crane("ls", "--insecure", `${to}/pause`)).toContain(`${digest.replace(":", "-")}.sig`);
  });
});

describe("a registry with a token service", () => {
  const users = { ci: { password: "s3cret", mayPush: true }, reader: { password: "r3ad", mayPush: false } };
  const login = (host: string, name: string, password: string) => {
    const cwd = newFolder();
    mkdirSync(path.join(cwd, ".docker"));
    const auth = Buffer.from(`${name}:${password}`).toString("base64");
    writeFileSync(path.join(cwd, ".docker/config.json"), JSON.stringify({ auths: { [host]: { auth } } }));
    return { cwd };
  };

  test("is used with the login of docker, with tokens of the right scope, which end meanwhile", async () => {
    const guarded = await keep(startGuarded(users, 11));
    const { code, stderr } = await copy(guarded.host, [], login(guarded.host, "ci", "s3cret")).result;
    expect(`${code} ${stderr}`).toContain(`0 ${names.length} images are in`);
    expect(guarded.given).toContain("repository:pause:pull,push");
    expect(guarded.given.every((scope) => /^repository:[\w./-]+:pull(?:,push)?$/.test(scope))).toBe(true);
  });

  test.each([
    ["no login", [], "wants a login, and there are no credentials"],
    ["a wrong password", ["ci", "wrong"], "refuses the credentials"],
    ["a login that may only read", ["reader", "r3ad"], "refuses the credentials"],
  ])("%s is one clear error, and no tag is left", async (_, [name, password], message) => {
    const guarded = await keep(startGuarded(users));
    const cwd = name === undefined ? { cwd: newFolder() } : login(guarded.host, name, password ?? "");
    const { code, stderr, stdout } = await copy(guarded.host, [], cwd).result;
    expect(code).toBe(3);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).toContain(`fix: docker login ${guarded.host}`);
    expect(
      stderr.split("\n").filter((line) => line.includes("error:") || line.startsWith("failed")),
    ).toHaveLength(1);
    expect(stderr).not.toMatch(/wrong|r3ad/);
  });

  test("a credential helper is asked", async () => {
    const guarded = await keep(startGuarded(users));
    const cwd = newFolder();
    mkdirSync(path.join(cwd, ".docker"));
    writeFileSync(
      path.join(cwd, ".docker/config.json"),
      JSON.stringify({ credHelpers: { [guarded.host]: "test" } }),
    );
    const helper = `#!/bin/sh\nread host\n[ "$1 $host" = "get ${guarded.host}" ] || { echo "credentials not found"; exit 1; }\necho '{"Username":"ci","Secret":"s3cret"}'\n`;
    writeFileSync(path.join(cwd, "docker-credential-test"), helper, { mode: 0o755 });
    const args = ["images", "copy", "--release", "v1.37", "--from", source.host, "--to", guarded.host];
    const { code, stderr } = await program([...args, "--plain-http", `${source.host},${guarded.host}`], {
      cwd,
      env: { PATH: `${cwd}:${process.env.PATH}` },
    });
    expect(`${code} ${stderr}`).toStartWith("0 ");
  });
});

describe("against a hostile network", () => {
  /** Copies through proxies on both sides. */
  async function through(meddle: { source?: Meddle; target?: Meddle }, words: readonly string[] = []) {
    const target = await keep(startRegistry());
    const [from, to] = await Promise.all([
      keep(startHostile(source.host, meddle.source ?? (() => undefined))),
      keep(startHostile(target.host, meddle.target ?? (() => undefined))),
    ]);
    const { result, slept } = copy(to.host, words, { from: from.host });
    return { ...(await result), slept, target, from, to };
  }

  test("a twentieth of all requests fails, in each way there is", async () => {
    const kinds: readonly Attack[] = [
      { kind: "status", status: 503 },
      { kind: "status", status: 500 },
      { kind: "cut-answer", after: 10 },
      { kind: "swallow" },
      { kind: "cut-request", after: 1000 },
    ];
    const every =
      (twentieth: number): Meddle =>
      ({ number }) =>
        number % 20 === twentieth ? kinds[Math.floor(number / 20) % kinds.length] : undefined;
    const { code, stderr, target } = await through({ source: every(7), target: every(13) });
    expect(`${code} ${stderr}`).toContain(`0 ${names.length} images are in`);
    await agrees(target.host);
  });

  test("a blob whose source is cut again and again continues at the next byte", async () => {
    let cuts = 0;
    const cut: Meddle = ({ method, path: where }) => {
      if (method !== "GET" || !where.includes("/agnhost/blobs/") || cuts >= 12) return undefined;
      cuts += 1;
      return { kind: "cut-answer", after: 3_000_000 };
    };
    const { code, stderr, from, target } = await through({ source: cut });
    expect(`${code} ${stderr}`).toStartWith("0 ");
    expect(cuts).toBe(12);
    // every cut costs a request, and none of them begins again
    expect(from.seen.filter((line) => /GET .*agnhost\/blobs/.test(line)).length).toBeLessThan(60);
    await agrees(target.host);
  });

  test("an upload that is cut in mid-part is continued where the registry has it", async () => {
    let cuts = 0;
    const cut: Meddle = ({ method }) => {
      if (method !== "PATCH" || cuts >= 5) return undefined;
      cuts += 1;
      return cuts % 2 === 0 ? { kind: "swallow" } : { kind: "cut-request", after: 4_000_000 };
    };
    const { code, stderr, target, to } = await through({ target: cut });
    expect(`${code} ${stderr}`).toStartWith("0 ");
    expect(cuts).toBe(5);
    expect(to.seen.some((line) => /^GET .*\/blobs\/uploads\//.test(line))).toBe(true);
    await agrees(target.host);
  });

  test("429 is waited for as long as the registry asks", async () => {
    let times = 0;
    const busy: Meddle = ({ path: where }) => {
      if (!where.includes("/manifests/") || times >= 3) return undefined;
      times += 1;
      return { kind: "status", status: 429, headers: { "Retry-After": "17" } };
    };
    const { code, stderr, slept } = await through({ source: busy });
    expect(`${code} ${stderr}`).toStartWith("0 ");
    expect(Math.max(...slept)).toBeGreaterThanOrEqual(17_000);
    expect(Math.max(...slept)).toBeLessThan(18_000);
  });

  test("bytes that were changed on the way are never stored, and no tag names them", async () => {
    const flip: Meddle = ({ method, path: where }) =>
      method === "GET" && where.includes("/kitten/blobs/") ? { kind: "flip" } : undefined;
    const { code, stderr, target } = await through({ source: flip });
    expect(code).toBe(3);
    expect(stderr).toContain(`1 of ${names.length} images could not be copied`);
    expect(stderr).toContain("its bytes have another digest: nothing was stored under it");
    expect(await crane("catalog", "--insecure", target.host)).not.toContain("kitten");
    expect(await crane("digest", "--insecure", `${target.host}/pause:3.10.2`)).toBe(
      digests.get("pause:3.10.2") ?? "",
    );
  });

  test("a manifest with a digest that lies is refused", async () => {
    const flip: Meddle = ({ method, path: where }) =>
      method === "GET" && where.includes("/etcd/manifests/") ? { kind: "flip" } : undefined;
    const { code, stderr } = await through({ source: flip });
    expect(code).toBe(3);
    expect(stderr).toMatch(/etcd:3\.7\.0-0: the registry sent sha256:\w+ for sha256:\w+/);
  });

  test("a registry without space is one clear error", async () => {
    const full: Meddle = ({ method }) =>
      method === "PATCH" || method === "PUT" ? { kind: "status", status: 507 } : undefined;
    const { code, stderr, target } = await through({ target: full });
    expect(code).toBe(3);
    expect(stderr).toMatch(/could not be copied.*507/);
    expect(await crane("catalog", "--insecure", target.host)).toBe("");
  });

  test("a registry that keeps failing is given up after eight attempts", async () => {
    const dead: Meddle = ({ path: where }) =>
      where.includes("/pause/") ? { kind: "status", status: 503 } : undefined;
    const { code, stderr, from } = await through({ source: dead });
    expect(code).toBe(3);
    expect(stderr).toContain(`1 of ${names.length} images could not be copied`);
    expect(stderr).toContain("503, 8 times");
    expect(from.seen.filter((line) => line.includes("/pause/"))).toHaveLength(8);
  });
});

test("a registry that is not there, and one without TLS, are one clear line each", async () => {
  const gone = await copy("127.0.0.1:1").result;
  expect(gone.code).toBe(3);
  expect(gone.stderr).toContain("the connection was refused");
  const args = ["images", "copy", "--from", source.host, "--to", "127.0.0.1:1"];
  const { code, stderr } = await program(args);
  expect(code).toBe(2);
  expect(stderr).toContain(
    `fix: if it is a registry without TLS on a network that you trust, add --plain-http ${source.host}`,
  );
});
