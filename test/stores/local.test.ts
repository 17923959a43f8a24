import { describe, expect, test } from "bun:test";
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openStore } from "../../src/stores/open.ts";
import { newFolder } from "../commands/program.ts";
import { storeIo } from "../history/nights.ts";

const object = (text: string) => ({ bytes: new TextEncoder().encode(text), type: "text/plain" });
const open = (folder: string) => openStore(folder, storeIo());
const textOf = (found: { readonly bytes: Uint8Array } | undefined) =>
  found && new TextDecoder().decode(found.bytes);

describe("a folder as a store", () => {
  test("never overwrites what must be new, and replaces only the version that was read", async () => {
    const store = await open(newFolder());
    expect(await store.put("a/b.txt", object("1"), "nothing")).toBe(true);
    expect(await store.put("a/b.txt", object("2"), "nothing")).toBe(false);
    const read = await store.read("a/b.txt", 10);
    expect(textOf(read)).toBe("1");
    expect(await store.put("a/b.txt", object("2"), { version: read?.version ?? "" })).toBe(true);
    expect(await store.put("a/b.txt", object("3"), { version: read?.version ?? "" })).toBe(false);
    expect(textOf(await store.read("a/b.txt", 10))).toBe("2");
  });

  test("of many that put the same name at once, lets one", async () => {
    const store = await open(newFolder());
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, index) => store.put("x", object(`${index}`), "nothing")),
    );
    expect(all.filter(Boolean)).toHaveLength(1);
  });

  test("lists folders and objects, and nothing that is still being written", async () => {
    const folder = newFolder();
    const store = await open(folder);
    await store.put("1/started.json", object("{}"), "nothing");
    writeFileSync(path.join(folder, ".unfinished-x"), "");
    await store.put("latest", object("1"), "nothing");
    expect(await store.list()).toEqual({ folders: ["1"], objects: ["latest"] });
    expect(readdirSync(path.join(folder, "1"))).toEqual(["started.json"]);
  });

  test("does not follow links out of it, and names that lead out are refused", async () => {
    const folder = newFolder();
    mkdirSync(path.join(folder, "in"));
    writeFileSync(path.join(folder, "secret"), "secret");
    symlinkSync(path.join(folder, "secret"), path.join(folder, "in", "link"));
    const store = await open(path.join(folder, "in"));
    expect(await store.list()).toEqual({ folders: [], objects: [] });
    await expect(store.read("link", 100)).rejects.toThrow("is a symbolic link");
    for (const name of ["../secret", "a/../../secret", "/etc/passwd", "a//b", "", "a\0b"])
      expect(() => store.read(name, 100)).toThrow("is not the name of an object");
  });

  test("says so if it is not there or an object is too large; removes folders that become empty", async () => {
    const folder = newFolder();
    const store = await open(path.join(folder, "none"));
    await expect(store.list()).rejects.toMatchObject({ fault: "absent" });
    await store.put("1/a", object("12345"), "nothing");
    await expect(store.read("1/a", 4)).rejects.toThrow("larger than 4 bytes");
    expect(await store.read("1/b", 4)).toBeUndefined();
    await store.remove("1/a");
    await store.remove("1/a");
    expect(await store.list()).toEqual({ folders: [], objects: [] });
  });
});
