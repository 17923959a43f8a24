import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findConfig } from "../../src/config/find.ts";
import { InputError } from "../../src/errors.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "config-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
  writeFileSync(path.join(cwd, file), text);
};

const { signal } = new AbortController();
const find = (given?: string, env: Record<string, string> = {}, uid = process.getuid?.()) =>
  findConfig(given, { env: { HOME: path.join(cwd, "home"), ...env }, cwd, uid, signal });

const stray = "conformance.yaml";
const own = "home/.config/kubectl-conformance/conformance.yaml";

describe("a file that is named", () => {
  test("is the only one, and nobody doubts it", async () => {
    write(stray, "mode: quick");
    write(own, "mode: quick");
    write("named.yaml", "kind: Plugin");
    chmodSync(path.join(cwd, "named.yaml"), 0o666);
    const found = [{ file: "named.yaml", text: "kind: Plugin", isStray: false }];
    expect(await find("named.yaml")).toEqual({ found, passedOver: [] });
    expect(await find(undefined, { KUBECTL_CONFORMANCE_CONFIG: "named.yaml" })).toEqual({
      found,
      passedOver: [],
    });
  });

  test("on the command line comes before the environment's", async () => {
    write("a.yaml", "a");
    write("b.yaml", "b");
    const { found } = await find("a.yaml", { KUBECTL_CONFORMANCE_CONFIG: "b.yaml" });
    expect(found.map(({ file }) => file)).toEqual(["a.yaml"]);
  });

  test.each([
    ["none.yaml", "no such file"],
    [".", "is a directory"],
    ["fifo", "is a FIFO"],
    ["large.yaml", "is larger than 1 MiB"],
  ])("%s is refused if it cannot be read, with what named it", async (name, why) => {
    execFileSync("mkfifo", [path.join(cwd, "fifo")]);
    write("large.yaml", "#".repeat(2 ** 20 + 1));
    const error = await find(name).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ message: `--config ${name}: ${why}`, fix: expect.any(String) });
    await expect(find(undefined, { KUBECTL_CONFORMANCE_CONFIG: name })).rejects.toThrow(
      `KUBECTL_CONFORMANCE_CONFIG ${name}: ${why}`,
    );
  });
});

describe("where nobody names a file", () => {
  test("the one in the folder goes above the person's own", async () => {
    write(stray, "mode: quick");
    write(own, "keep: true");
    const { found, passedOver } = await find(undefined, { KUBECTL_CONFORMANCE_CONFIG: "" });
    expect(found).toEqual([
      { file: stray, text: "mode: quick", isStray: true },
      { file: path.join(cwd, own), text: "keep: true", isStray: false },
    ]);
    expect(passedOver).toEqual([]);
  });

  test("XDG_CONFIG_HOME says where the person's own is, unless it is empty", async () => {
    write("xdg/kubectl-conformance/conformance.yaml", "a");
    write(own, "b");
    const texts = async (xdg: string) => {
      const { found } = await find(undefined, { XDG_CONFIG_HOME: xdg });
      return found.map(({ text }) => text);
    };
    expect(await texts(path.join(cwd, "xdg"))).toEqual(["a"]);
    expect(await texts("")).toEqual(["b"]);
  });

  test("none at all is no error", async () => {
    expect(await find()).toEqual({ found: [], passedOver: [] });
  });

  test.each([
    ["another program's file", () => write(stray, "kind: Plugin\n")],
    ["a folder", () => mkdirSync(path.join(cwd, stray))],
  ])("%s of that name is not mentioned", async (_, make) => {
    make();
    expect(await find()).toEqual({ found: [], passedOver: [] });
  });

  test("a FIFO, or a file too large, is passed over with the reason, and the person's own is taken", async () => {
    write(own, "keep: true");
    execFileSync("mkfifo", [path.join(cwd, stray)]);
    const fifo = await find();
    expect(fifo.found.map(({ file }) => file)).toEqual([path.join(cwd, own)]);
    expect(fifo.passedOver).toEqual([{ file: stray, why: "it is a FIFO" }]);
    rmSync(path.join(cwd, stray));
    write(stray, "#".repeat(2 ** 20 + 1));
    expect((await find()).passedOver).toEqual([{ file: stray, why: "it is larger than 1 MiB" }]);
  });

  test("one that everybody may write to is passed over; the person's own is not", async () => {
    write(stray, "mode: quick");
    write(own, "keep: true");
    for (const file of [stray, own]) chmodSync(path.join(cwd, file), 0o666);
    const { found, passedOver } = await find();
    expect(found.map(({ file }) => file)).toEqual([path.join(cwd, own)]);
    expect(passedOver).toEqual([
      { file: stray, why: "everybody may write to it; to use it: --config conformance.yaml" },
    ]);
  });

  test.skipIf(process.getuid?.() !== 0)(
    "one of another user, or behind another user's link, is passed over",
    async () => {
      write(stray, "mode: quick");
      const why = "another user owns it; to use it: --config conformance.yaml";
      chownSync(path.join(cwd, stray), 4711, 4711);
      expect((await find()).passedOver).toEqual([{ file: stray, why }]);
      expect((await find(undefined, {}, 4711)).passedOver).toEqual([]);
      rmSync(path.join(cwd, stray));
      write("mine.yaml", "mode: quick");
      symlinkSync("mine.yaml", path.join(cwd, stray));
      lchownSync(path.join(cwd, stray), 4711, 4711);
      expect((await find()).passedOver).toEqual([{ file: stray, why }]);
    },
  );

  test("root's file is nobody's trap, and where users have no numbers none is doubted", async () => {
    write(stray, "mode: quick");
    chmodSync(path.join(cwd, stray), 0o666);
    const io = { env: { HOME: cwd }, cwd, uid: undefined, signal };
    expect((await findConfig(undefined, io)).found).toHaveLength(1);
    if (process.getuid?.() !== 0) return;
    chmodSync(path.join(cwd, stray), 0o644);
    expect((await find(undefined, {}, 4711)).found).toHaveLength(1);
  });
});
