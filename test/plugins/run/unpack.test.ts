import { describe, expect, test } from "bun:test";
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { Header } from "tar";
import { insideOf, unpack } from "../../../src/plugins/run/unpack.ts";
import { newFolder } from "../../commands/program.ts";

interface Entry {
  readonly path: string;
  readonly text?: string;
  readonly type?: "File" | "SymbolicLink" | "Link" | "Directory" | "CharacterDevice";
  readonly linkpath?: string;
}

function tarball(...entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ path: name, text = "", type = "File", linkpath }) => {
    const head = Buffer.alloc(512);
    new Header({
      path: name,
      mode: 0o777,
      size: text.length,
      type,
      mtime: new Date(0),
      ...(linkpath === undefined ? {} : { linkpath }),
    }).encode(head, 0);
    const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
    body.write(text);
    return [head, body];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

async function unpacked(bytes: Uint8Array, limits?: { bytes: number; members: number }) {
  const cwd = newFolder();
  const file = path.join(cwd, "r.tar.gz");
  writeFileSync(file, bytes);
  const folder = path.join(cwd, "out", "results");
  const signal = new AbortController().signal;
  const result = await unpack(file, folder, {
    name: "r.tar.gz",
    signal,
    ...(limits === undefined ? {} : { limits }),
  });
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((one) =>
        lstatSync(path.join(folder, one)).isFile(),
      )
    : [];
  return {
    result,
    files: files.sort(),
    cwd,
    read: (name: string) => readFileSync(path.join(folder, name), "utf8"),
  };
}

describe("an archive of a plugin", () => {
  test("is unpacked with its folders, and without the leading slash of kube-bench's", async () => {
    const { files, read, result } = await unpacked(
      tarball(
        { path: "a/b.txt", text: "b" },
        { path: "/tmp/sonobuoy/results/master.xml", text: "x".repeat(2000) },
        { path: "./c", text: "" },
      ),
    );
    expect(files).toEqual(["a/b.txt", "c", "tmp/sonobuoy/results/master.xml"]);
    expect(read("tmp/sonobuoy/results/master.xml")).toHaveLength(2000);
    expect(result.problems).toEqual([]);
  });

  test("never leaves its folder, whatever its paths and links say", async () => {
    const { files, cwd, result } = await unpacked(
      tarball(
        { path: "../../evil", text: "no" },
        { path: "link", type: "SymbolicLink", linkpath: "../.." },
        { path: "link/evil", text: "inside" },
        { path: "passwd", type: "SymbolicLink", linkpath: "/etc/passwd" },
        { path: "hard", type: "Link", linkpath: "../../r.tar.gz" },
        { path: "null", type: "CharacterDevice" },
      ),
    );
    expect(readdirSync(cwd).sort()).toEqual(["out", "r.tar.gz"]);
    expect(readdirSync(path.join(cwd, "out"))).toEqual(["results"]);
    expect(files).toEqual(["link/evil"]);
    expect(result.problems).toEqual([
      "../../evil leads out of it",
      "null is not a file but a CharacterDevice",
      "link is a link to ../.., which is not a file in it",
      "passwd is a link to /etc/passwd, which is not a file in it",
      "hard is a link to ../../r.tar.gz, which is not a file in it",
    ]);
  });

  test("has copies in place of links to its own files", async () => {
    const { files, read } = await unpacked(
      tarball(
        { path: "d/latest", type: "SymbolicLink", linkpath: "../a" },
        { path: "a", text: "text" },
        { path: "b", type: "Link", linkpath: "a" },
      ),
    );
    expect(files).toEqual(["a", "b", "d/latest"]);
    expect(read("d/latest")).toBe("text");
  });

  test.each([
    [Buffer.from("not gzip"), "r.tar.gz is not a complete gzipped tarball"],
    [gzipSync("not a tar at all"), "r.tar.gz is not a complete gzipped tarball"],
    [
      tarball({ path: "a", text: "x".repeat(5000) }).subarray(0, 60),
      "r.tar.gz is not a complete gzipped tarball",
    ],
    [gzipSync(tarball({ path: "a" })), "it is compressed twice"],
  ])("%#: that is none is an error", async (bytes, message) => {
    await expect(unpacked(bytes)).rejects.toThrow(message);
  });

  test("larger than its limits is an error", async () => {
    const bytes = tarball({ path: "a", text: "x".repeat(5000) }, { path: "b" });
    await expect(unpacked(bytes, { bytes: 4000, members: 10 })).rejects.toThrow("unpacks to more than");
    await expect(unpacked(bytes, { bytes: 10_000, members: 1 })).rejects.toThrow("more than 1 files");
  });
});

test.each([
  ["a/b", "a/b"],
  ["/a//./b/", "a/b"],
  ["a/../b", undefined],
  ["..", undefined],
  ["a\0b", undefined],
])("%j is %j below a folder", (given, expected) => {
  expect(insideOf(given)).toBe(expected);
});
