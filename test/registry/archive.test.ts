import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { heldImages, isRequired } from "../../src/images/held.ts";
import { program } from "../commands/program.ts";
import { startHostile } from "./hostile.ts";
import { pushMade } from "./made-images.ts";
import { crane, newFolder, type RunningRegistry, run, startRegistry } from "./tools.ts";

const names = ((await heldImages("v1.37"))?.images ?? []).filter(isRequired).map(({ name }) => name);
const running: { stop(): Promise<void> }[] = [];
const cwd = newFolder();
let source: RunningRegistry;

beforeAll(async () => {
  source = await startRegistry();
  running.push(source);
  for (const name of names) {
    const [repository = "", tag = ""] = name.slice(name.indexOf("/") + 1).split(":");
    await pushMade(source.host, repository, tag, {
      platforms: ["linux/amd64", "linux/arm64"],
      layers: [300_000],
    });
  }
  await images("save", "images.tar", "--from", source.host, "--plain-http", source.host);
});

afterAll(async () => {
  for (const one of running) await one.stop();
});

const images = (...words: string[]) => program(["images", ...words], { cwd, sleep: async () => undefined });

async function newRegistry(): Promise<string> {
  const registry = await startRegistry();
  running.push(registry);
  return registry.host;
}

test("what save writes, load pushes, with the digests of the registry it came from", async () => {
  expect((await images("verify", "images.tar")).stdout).toMatch(
    /^12 images, \d+ blobs, [\d.]+ MB: all whole\n$/,
  );
  const to = `${await newRegistry()}/k8s`;
  const { code, stdout, stderr } = await images(
    "load",
    "images.tar",
    "--to",
    to,
    "--plain-http",
    to.split("/")[0] ?? "",
  );
  expect(`${code} ${stderr}`).toStartWith(`0 12 images are in ${to}: `);
  expect(stdout.trimEnd().split("\n")).toHaveLength(names.length);
  for (const name of names) {
    const where = name.slice(name.indexOf("/") + 1);
    expect(await crane("digest", "--insecure", `${to}/${where}`)).toBe(
      await crane("digest", "--insecure", `${source.host}/${where}`),
    );
    expect(await crane("validate", "--insecure", "--remote", `${to}/${where}`)).toStartWith("PASS");
  }
});

test("load --one-repository makes the tags that the suite expects", async () => {
  const host = await newRegistry();
  const { code } = await images(
    "load",
    "images.tar",
    "--to",
    `${host}/k8s`,
    "--plain-http",
    host,
    "--one-repository",
  );
  expect(code).toBe(0);
  expect(await crane("ls", "--insecure", `${host}/k8s`)).toContain("e2e-22-registry-k8s-io-pause-3-10-2-");
  expect(await crane("ls", "--insecure", `${host}/k8s/conformance`)).toBe("v1.37.2");
});

test("the same archive in volumes is the same to the byte, and is found by its name or its first volume", async () => {
  await images(
    "save",
    "split.tar",
    "--from",
    source.host,
    "--plain-http",
    source.host,
    "--volume-size",
    "2MB",
    "--parallel",
    "1",
  );
  const volumes = readdirSync(cwd)
    .filter((file) => file.startsWith("split.tar."))
    .sort();
  expect(volumes.length).toBeGreaterThan(3);
  for (const file of volumes.slice(0, -1)) expect(readFileSync(path.join(cwd, file))).toHaveLength(2_000_000);
  const whole = (await images("verify", "images.tar")).stdout;
  expect((await images("verify", "split.tar")).stdout).toBe(whole);
  expect((await images("verify", "split.tar.001")).stdout).toBe(whole);
  rmSync(path.join(cwd, volumes[1] ?? ""));
  const { code, stderr } = await images("verify", "split.tar");
  expect(code).toBe(2);
  expect(stderr).toContain("it was cut short");
});

test("tar and crane read it", async () => {
  const folder = newFolder();
  await run("tar", ["-xf", path.join(cwd, "images.tar"), "-C", folder]);
  const host = await newRegistry();
  await crane("push", "--insecure", "--index", folder, `${host}/all:latest`);
  expect(await crane("validate", "--insecure", "--remote", `${host}/all:latest`)).toStartWith("PASS");
});

test("an archive that was cut short or damaged is refused before anything is pushed", async () => {
  const bytes = readFileSync(path.join(cwd, "images.tar"));
  const host = await newRegistry();
  for (const length of [0, 100, 700, 1_000_000, bytes.length - 1024 - 5000]) {
    writeFileSync(path.join(cwd, "short.tar"), bytes.subarray(0, length));
    for (const words of [
      ["verify", "short.tar"],
      ["load", "short.tar", "--to", host, "--plain-http", host],
    ]) {
      const { code, stderr, stdout } = await images(...words);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/was cut short|is not a tar archive/);
    }
  }
  bytes[bytes.indexOf("blobs/sha256") + 512 + 3] = 0;
  writeFileSync(path.join(cwd, "damaged.tar"), bytes);
  const damaged = await images("verify", "damaged.tar");
  expect(damaged.code).toBe(3);
  expect(damaged.stderr).toContain("its bytes have another digest");
  const loaded = await images("load", "damaged.tar", "--to", host, "--plain-http", host);
  expect(loaded.code).toBe(3);
  expect(loaded.stderr).toMatch(/1 of 12 images could not be pushed: .*another digest/);
});

test("a save that fails leaves no file", async () => {
  const hostile = await startHostile(source.host, ({ method, path: where }) =>
    method === "GET" && where.includes("/etcd/blobs/") ? { kind: "flip" } : undefined,
  );
  running.push(hostile);
  const { code, stderr } = await images(
    "save",
    "bad.tar",
    "--from",
    hostile.host,
    "--plain-http",
    hostile.host,
  );
  expect(code).toBe(3);
  expect(stderr).toMatch(/could not be saved.*another digest/);
  expect(readdirSync(cwd).filter((file) => file.startsWith("bad"))).toEqual([]);
});

test("a file that exists is not overwritten, and a volume is not tiny", async () => {
  const again = await images("save", "images.tar", "--from", source.host);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("already exists, and is not overwritten");
  expect((await images("save", "x.tar", "--volume-size", "5")).stderr).toContain("less than a megabyte");
  expect((await images("save", "x.tar", "--volume-size", "big")).stderr).toContain("not a size");
});
