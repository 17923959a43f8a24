import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { InputError, RunError } from "../../src/errors.ts";
import { realSleep } from "../../src/process/io.ts";
import { claimFile, claimFolder } from "../../src/run/claim.ts";

const io = { pid: 4711, now: () => Date.UTC(2026, 10, 20, 22, 15), sleep: (ms: number) => realSleep(ms) };
let dir: string;
const file = () => path.join(dir, claimFile);

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "claim-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Claims the folder in a process of its own, and gives that process once it holds it. */
async function elsewhere() {
  const script = `
    import { claimFolder } from ${JSON.stringify(path.resolve(import.meta.dir, "../../src/run/claim.ts"))};
    await claimFolder(process.argv[1], { pid: process.pid, now: Date.now, sleep: async () => {} });
    console.log("held");
    setInterval(() => undefined, 1000);`;
  const other = Bun.spawn([process.execPath, "-e", script, dir], { stdout: "pipe", stderr: "inherit" });
  for await (const _ of other.stdout) return other;
  throw new Error("it did not claim the folder");
}

test("a second follower of the same folder learns who follows there and what to do, and the first continues", async () => {
  const first = await claimFolder(dir, io);
  const second = await claimFolder(dir, io).catch((error: unknown) => error);
  expect(second).toBeInstanceOf(InputError);
  expect(second).toMatchObject({
    message: `process 4711 already follows the run into ${dir}, since 2026-11-20T22:15:00.000Z`,
    fix: "watch it there, or name another folder with --results-dir",
  });
  await first.check();
  await first.release();
  expect(readdirSync(dir)).toEqual([]);
  await (await claimFolder(dir, io)).release();
});

test("of several at once one gets it", async () => {
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => claimFolder(dir, io)));
  expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("another process holds it while it lives, and blocks nobody once it was killed", async () => {
  const other = await elsewhere();
  await expect(claimFolder(dir, io)).rejects.toThrow(
    `process ${other.pid} already follows the run into ${dir}`,
  );
  other.kill("SIGKILL");
  await other.exited;
  const claim = await claimFolder(dir, io);
  await claim.check();
  await claim.release();
});

test("a holder on another machine is taken over at once, and finds that out", async () => {
  const first = await claimFolder(dir, io);
  // whose port means nothing here
  const { token, ...said } = JSON.parse(readFileSync(file(), "utf8"));
  writeFileSync(file(), JSON.stringify({ ...said, token, port: 1 }));
  const second = await claimFolder(dir, io);
  await second.check();
  await expect(first.check()).rejects.toBeInstanceOf(RunError);
  // it gives back what is another's no more
  await first.release();
  await second.check();
  await second.release();
  expect(readdirSync(dir)).toEqual([]);
});

describe("what is not a claim holds nobody up", () => {
  test.each(["", "null", "{}", "[1]", '{"token":"x","port":80,"since":"2026-11-20"}', "{".repeat(10_000)])(
    "%j",
    async (text) => {
      writeFileSync(file(), text);
      await (await claimFolder(dir, io)).release();
      expect(readdirSync(dir)).toEqual([]);
    },
  );

  test("a link, and where it leads stays as it is", async () => {
    const outside = path.join(dir, "outside");
    writeFileSync(outside, "kept");
    symlinkSync(outside, file());
    await (await claimFolder(dir, io)).release();
    expect(readFileSync(outside, "utf8")).toBe("kept");
    expect(readdirSync(dir)).toEqual(["outside"]);
  });

  test("a folder is an error with its name, and is not removed", async () => {
    mkdirSync(path.join(file(), "kept"), { recursive: true });
    await expect(claimFolder(dir, io)).rejects.toBeInstanceOf(RunError);
  });
});
