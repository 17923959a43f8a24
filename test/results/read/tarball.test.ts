import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { InputError } from "../../../src/errors.ts";
import { readResults } from "../../../src/results/read/read.ts";
import { isOfSnapshot } from "../../../src/results/read/sonobuoy.ts";
import { readTarball } from "../../../src/results/read/tarball.ts";
import { type Entry, newFolder, snapshot, tarball } from "./shapes.ts";

let cwd = "";
beforeEach(() => {
  cwd = newFolder();
});
afterEach(() => rmSync(cwd, { recursive: true }));

const log = "plugins/e2e/results/global/e2e.log";
const limits = { file: 2 ** 20, tarball: 8 * 2 ** 20 };

const read = (bytes: Uint8Array) => {
  const file = path.join(cwd, "x.tar.gz");
  writeFileSync(file, bytes);
  return readTarball(file, isOfSnapshot, limits);
};

async function refusal(entries: readonly Entry[]): Promise<string> {
  const error = await read(tarball(entries)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return String(error);
}

describe("an evil tarball", () => {
  test.each<[string, readonly Entry[], RegExp]>([
    [
      "a path that climbs out",
      [{ path: "../../evil", data: "x" }],
      /contains the path "..\/..\/evil", which leads out/,
    ],
    ["one that climbs out in its middle", [{ path: `plugins/../../${log}` }], /leads out of it/],
    ["one with backslashes", [{ path: "a\\..\\..\\evil" }], /leads out of it/],
    ["an absolute path", [{ path: "/etc/cron.d/evil" }], /contains the path "\/etc\/cron.d\/evil"/],
    ["a drive's path", [{ path: "C:/evil" }], /leads out of it/],
    [
      "a symlink for the log",
      [{ path: log, type: "SymbolicLink", linkpath: "/etc/passwd" }],
      /not a regular file in it, but a "SymbolicLink"/,
    ],
    ["a hard link for the log", [{ path: log, type: "Link", linkpath: "podlogs/x" }], /but a "Link"/],
    ["a device for the log", [{ path: log, type: "CharacterDevice" }], /but a "CharacterDevice"/],
    [
      "the log twice",
      [
        { path: log, data: "a" },
        { path: log, data: "b" },
      ],
      /contains "plugins\/e2e.*" twice/,
    ],
    ["the log twice, once behind ./", [{ path: log }, { path: `./${log}` }], /twice/],
    ["a log that says it is huge", [{ path: log, size: 2 ** 33 }], /is larger than 1 MiB/],
    ["names that move the cursor", [{ path: "../\u001b[2J" }], /"\.\.\/\\u001b\[2J"/],
  ])("is refused for %s", async (_, entries, message) => {
    expect(await refusal([{ path: "serverversion.json", data: "{}" }, ...entries])).toMatch(message);
    expect(readdirSync(cwd)).toEqual(["x.tar.gz"]);
  });

  test("is read where links and devices are in places that nobody reads", async () => {
    const harmless: Entry[] = [
      { path: "podlogs/link", type: "SymbolicLink", linkpath: "/etc/passwd" },
      { path: "podlogs/hard", type: "Link", linkpath: "../../x" },
      { path: "podlogs/null", type: "CharacterDevice" },
    ];
    const found = await read(tarball([...harmless, { path: log, data: "text" }]));
    expect([...found]).toEqual([[log, Buffer.from("text")]]);
  });

  test("is refused before its bomb fills memory or disk", async () => {
    const bomb = gzipSync(tarball([{ path: "podlogs/zeros", data: Buffer.alloc(64 * 2 ** 20) }], false));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(read(bomb)).rejects.toThrow(/what it unpacks to is larger than 8 MiB/);
  });
});

describe("a bomb is refused, however it is packed", () => {
  const zeros = (mebibytes: number) =>
    tarball([{ path: "podlogs/zeros", data: Buffer.alloc(mebibytes * 2 ** 20) }], false);

  test("twice, so that its first unpacking is small", async () => {
    await expect(read(gzipSync(gzipSync(zeros(64))))).rejects.toThrow(/is compressed twice/);
  });

  test("in many files, each within the bound of one", async () => {
    const junits = Array.from({ length: 3 }, (_, at) => ({
      path: `plugins/e2e/results/global/junit_0${at}.xml`,
      data: Buffer.alloc(2 ** 20),
    }));
    await expect(read(tarball(junits))).rejects.toThrow(/what is read of it is larger than 2 MiB/);
  });

  test("into far more than logs do", async () => {
    const file = path.join(cwd, "x.tar.gz");
    writeFileSync(file, gzipSync(zeros(300)));
    const large = { file: 2 ** 30, tarball: 2 ** 32 };
    await expect(readTarball(file, isOfSnapshot, large)).rejects.toThrow(
      /unpacks to more than 200 times its size/,
    );
  });

  test("and a signal is heard meanwhile", async () => {
    const file = path.join(cwd, "x.tar.gz");
    writeFileSync(file, gzipSync(zeros(100)));
    const reason = new Error("SIGTERM");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 1);
    const large = { file: 2 ** 30, tarball: 2 ** 32 };
    await expect(readTarball(file, isOfSnapshot, large, controller.signal)).rejects.toBe(reason);
  });
});

describe("what is not a whole tarball is reported as such", () => {
  const whole = async () => tarball(await snapshot());

  test("one whose download was cut", async () => {
    await expect(read((await whole()).subarray(0, 2000))).rejects.toThrow(/x.tar.gz: cannot be unpacked/);
  });

  test("one that was cut before it was packed", async () => {
    const cut = tarball(await snapshot(), false).subarray(0, 8000);
    await expect(read(gzipSync(cut))).rejects.toThrow(/not a complete tarball: .*Truncated/);
  });

  test.each([
    ["text", Buffer.from("hello ".repeat(1000))],
    ["nothing", Buffer.alloc(0)],
    ["packed text", gzipSync("hello ".repeat(1000))],
    ["a broken pack", Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(600, 7)])],
  ])("%s", async (_, bytes) => {
    const error = await read(bytes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toMatch(/not a complete tarball|cannot be unpacked/);
  });

  test("one of another plugin", async () => {
    writeFileSync(path.join(cwd, "y.tar.gz"), tarball([{ path: "plugins/other/results/x.txt", data: "x" }]));
    await expect(readResults(["y.tar.gz"], { cwd })).rejects.toThrow(/contains no results of the e2e plugin/);
  });
});
