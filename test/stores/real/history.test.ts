import { afterAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { Slots } from "../../../src/async/slots.ts";
import { openStore } from "../../../src/stores/open.ts";
import { newFolder, program } from "../../commands/program.ts";
import { dns, idOf, type Night, nightFolder, proxy, storeIo } from "../../history/nights.ts";
import { type Attack, type Meddle, startHostile } from "../../registry/hostile.ts";
import {
  bucket,
  buildServers,
  type Kind,
  keys,
  kinds,
  reaching,
  type Server,
  startStore,
} from "./servers.ts";

await buildServers();

const running: { stop(): Promise<void> }[] = [];
afterAll(async () => {
  for (const one of running) await one.stop();
});

const nights: readonly Night[] = [
  { day: 0 },
  { day: 1, failed: { [dns]: "timed out waiting for 3 endpoints" } },
  { day: 2 },
  { day: 3, kernel: "6.1.0-31", failed: { [proxy]: "expected 5 answers, got 1" } },
];

interface Tried {
  readonly server: Server;
  /** The job's files, as the server keeps them on its disk. */
  readonly folder: string;
  readonly job: string;
  /** Milliseconds that were waited, without waiting for them. */
  readonly waited: () => number;
  history(...words: string[]): ReturnType<typeof program>;
}

/** A store with an empty bucket, and the program that reaches it, through a proxy that meddles if one is given. */
async function store(kind: Kind, meddle?: Meddle, env: Record<string, string> = {}): Promise<Tried> {
  const server = await startStore(kind);
  running.push(server);
  const hostile = meddle === undefined ? undefined : await startHostile(server.host, meddle);
  if (hostile !== undefined) running.push(hostile);
  const cwd = newFolder();
  let now = 0;
  return {
    server,
    folder: path.join(server.folder, "logs/nightly"),
    job: `${kind}://${bucket}/logs/nightly`,
    waited: () => now,
    history: (...words) =>
      program(["history", ...words], {
        cwd,
        env: { ...reaching(kind, hostile?.host ?? server.host), ...env },
        monotonic: () => now,
        sleep: async (ms) => {
          now += ms;
          await Bun.sleep(1);
        },
      }),
  };
}

async function publishAll({ history, job }: Tried): Promise<void> {
  for (const night of nights) {
    const { code, stdout, stderr } = await history("publish", nightFolder(night), "--to", job);
    expect(`${stderr}${stdout}${code}`).toEndWith(`${job}/${idOf(night.day)}\n0`);
  }
}

/** sha256 of each file below a folder. */
function sums(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => path.join(one.parentPath, one.name));
  return Object.fromEntries(
    names.toSorted().map((name) => {
      const hash = new Bun.CryptoHasher("sha256").update(readFileSync(name));
      return [path.relative(folder, name), hash.digest("hex")];
    }),
  );
}

/** The same nights in a folder, without a server. */
async function expected(): Promise<Readonly<Record<string, string>>> {
  const cwd = newFolder();
  for (const night of nights)
    await program(["history", "publish", nightFolder(night), "--to", "nightly"], { cwd });
  return sums(path.join(cwd, "nightly"));
}

describe.each(kinds)("a %s store", (kind) => {
  test("has every byte that a folder has, and gets nothing twice", async () => {
    const tried = await store(kind);
    await publishAll(tried);
    expect(sums(tried.folder)).toEqual(await expected());
    const again = await tried.history("publish", nightFolder(nights[1] ?? { day: 1 }), "--to", tried.job);
    expect(again.stderr).toBe("already there  latest-build.txt  10 B\nthe build was already complete\n");
  });

  test("is read by every command", async () => {
    const tried = await store(kind);
    await publishAll(tried);
    const { history, job } = tried;
    expect((await history("import", job)).stdout).toBe(`${job}  4 builds\n`);
    expect((await history("list", job, "-o", "name")).stdout).toBe(
      [3, 2, 1, 0].map((day) => `${idOf(day)}\n`).join(""),
    );
    const grid = await history("grid", job);
    expect(grid.stdout).toContain(`F...              ${proxy}\n`);
    expect(grid.stdout).toContain(`..F.      25%     ${dns}\n`);
    expect(grid.stdout).toContain("kernel 6.1.0-30 → 6.1.0-31");
    expect((await history("grid", `${kind}://${bucket}/logs`, "--by", "jobs")).stdout).toMatch(
      /nightly +F\.F\. +1 night/,
    );
    expect((await history("show", "latest", job)).stdout).toContain("expected 5 answers, got 1");
    expect((await history("gate", job, "--no-new-failures")).code).toBe(1);
  });

  test("loses what prune removes, and nothing else", async () => {
    const tried = await store(kind);
    await publishAll(tried);
    expect((await tried.history("prune", tried.job, "--keep", "1", "--force")).code).toBe(0);
    const names = Object.keys(await expected()).filter((name) => /^(?:1793757600|latest)/.test(name));
    expect(Object.keys(sums(tried.folder))).toEqual(names);
  });

  test("behind a proxy that answers 503, cuts objects and drops answers ends up the same", async () => {
    const attacks = new Set<string>();
    const tried = await store(kind, (request) => {
      const attack = unlucky(request.number);
      if (attack !== undefined) attacks.add(attack.kind);
      return attack;
    });
    await publishAll(tried);
    expect(sums(tried.folder)).toEqual(await expected());
    for (let times = 0; times < 5; times++)
      expect((await tried.history("import", tried.job, "--again")).stdout).toBe(`${tried.job}  4 builds\n`);
    expect([...attacks].toSorted()).toEqual(["cut-answer", "cut-request", "status", "swallow"]);
  });

  test("that answers 503 for a minute is waited for", async () => {
    let isAway = () => true;
    const tried = await store(kind, () => (isAway() ? { kind: "status", status: 503 } : undefined));
    isAway = () => tried.waited() < 60_000;
    expect((await tried.history("publish", nightFolder({ day: 0 }), "--to", tried.job)).code).toBe(0);
    expect(tried.waited()).toBeGreaterThan(59_000);
  });

  test("that is away for good leaves a build that nobody takes for a whole one, and publish continues it", async () => {
    let left = 12;
    const tried = await store(kind, () => {
      left -= 1;
      return left < 0 ? { kind: "status", status: 503 } : undefined;
    });
    const cut = await tried.history("publish", nightFolder({ day: 0 }), "--to", tried.job);
    expect(cut).toMatchObject({ code: 3, stdout: "" });
    expect(cut.stderr).toContain("the store answered 503");
    const before = Object.keys(sums(tried.folder));
    expect(before).toContain(`${idOf(0)}/started.json`);
    expect(before).not.toContain(`${idOf(0)}/finished.json`);
    left = Number.POSITIVE_INFINITY;
    expect((await tried.history("list", tried.job)).stdout).toContain("unfinished");
    const second = await tried.history("publish", nightFolder({ day: 0 }), "--to", tried.job);
    expect(second.code).toBe(0);
    const sent = [...second.stderr.matchAll(/^sent {2}(\S+)/gm)].map(([, name]) => name);
    const had = before.map((name) => name.slice(name.indexOf("/") + 1));
    expect(sent.filter((name) => had.includes(name ?? ""))).toEqual([]);
    expect(sent).toContain("finished.json");
  });

  test("that flips a byte of what is sent gets no finished build", async () => {
    const tried = await store(kind, ({ method, path: at }) =>
      method !== "GET" && method !== "HEAD" && at.includes("junit_01.xml")
        ? { kind: "flip-request", at: 900 }
        : undefined,
    );
    const { code } = await tried.history("publish", nightFolder({ day: 0 }), "--to", tried.job);
    expect(code).toBe(3);
    expect(Object.keys(sums(tried.folder))).toEqual([`${idOf(0)}/started.json`]);
  });

  test("gets one build of two publishers at once", async () => {
    const tried = await store(kind);
    const folder = nightFolder({ day: 0 });
    const both = await Promise.all([0, 1].map(() => tried.history("publish", folder, "--to", tried.job)));
    expect(both.map(({ code, stdout }) => `${code} ${stdout}`)).toEqual(
      Array(2).fill(`0 ${tried.job}/${idOf(0)}\n`),
    );
    expect(readdirSync(tried.folder).toSorted()).toEqual([idOf(0), "latest-build.txt"]);
  });

  test("with more builds than a page of a listing has them all", async () => {
    const tried = await store(kind);
    const io = storeIo(reaching(kind, tried.server.host));
    const job = await openStore(tried.job, io);
    const slots = new Slots(24);
    const days = Array.from({ length: 1100 }, (_, day) => day);
    await Promise.all(
      days.map((day) =>
        slots.run(() => {
          const bytes = new TextEncoder().encode(JSON.stringify({ timestamp: Number(idOf(day)) }));
          return job.put(`${idOf(day)}/started.json`, { bytes, type: "application/json" }, "anything");
        }),
      ),
    );
    const { stdout } = await tried.history("list", tried.job, "--last", "2000", "-o", "name");
    expect(stdout.trimEnd().split("\n")).toHaveLength(1100);
  });

  test("without the bucket says so", async () => {
    const tried = await store(kind);
    rmSync(tried.server.folder, { recursive: true });
    for (const words of [
      ["publish", nightFolder({ day: 0 }), "--to", tried.job],
      ["import", tried.job],
    ]) {
      const { code, stderr } = await tried.history(...words);
      expect(stderr).toContain("there is no bucket conformance");
      expect(code).toBe(3);
    }
  });
});

describe("an s3 store", () => {
  test("refuses wrong keys, and requests without any", async () => {
    const wrong = await store("s3", undefined, { AWS_SECRET_ACCESS_KEY: "wrong" });
    const { code, stderr } = await wrong.history("import", wrong.job);
    expect(stderr).toContain("the keys are not valid");
    expect(stderr).not.toContain(keys.secret);
    expect(code).toBe(3);
    const none = await store("s3", undefined, { AWS_ACCESS_KEY_ID: "", AWS_EC2_METADATA_DISABLED: "true" });
    expect((await none.history("import", none.job)).stderr).toContain("fix: set AWS_ACCESS_KEY_ID");
  });
});

/** One request in ten has bad luck; which one follows from its number. */
function unlucky(number: number): Attack | undefined {
  const dice = (Math.imul(number + 1, 0x9e3779b1) >>> 8) % 1000;
  if (dice < 50) return { kind: "status", status: 503 };
  if (dice < 75) return { kind: "cut-answer", after: 100 };
  if (dice < 95) return { kind: "cut-request", after: 300 };
  return dice < 115 ? { kind: "swallow" } : undefined;
}
