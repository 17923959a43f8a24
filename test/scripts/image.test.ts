import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { zstdDecompressSync } from "node:zlib";
import lockfile from "../../package-lock.json" with { type: "json" };
import { readControl } from "../../scripts/image/apt.ts";
import { makeLayer } from "../../scripts/image/layer.ts";
import { ociArchive } from "../../scripts/image/oci.ts";
import { imageSbom } from "../../scripts/image/sbom.ts";
import { sbom } from "../../scripts/release/sbom.ts";
import { newFolder } from "../commands/program.ts";

const files = [
  { path: "usr/lib/b", mode: 0o755, data: Buffer.from("program") },
  { path: "etc/a", mode: 0o644, data: Buffer.from("") },
];
const words = { name: "localhost/x:v1", created: "2026-01-01T00:00:00Z", labels: { title: "x" } };
const config = { entrypoint: ["/x"], env: [], user: "65532:65532" };

async function build() {
  const layer = await makeLayer(files, 3);
  return ociArchive(
    ["amd64", "arm64"].map((architecture) => ({ architecture, layers: [layer] })),
    words,
    config,
  );
}

test("the same files give the same image, in whichever order they come", async () => {
  const first = await build();
  files.reverse();
  const second = await build();
  expect(second.digest).toBe(first.digest);
  expect(Buffer.compare(second.archive, first.archive)).toBe(0);
});

test("a layer holds its files and their folders, all root's, as tar reads them", async () => {
  const folder = newFolder();
  const { bytes } = await makeLayer(files, 3);
  writeFileSync(path.join(folder, "layer.tar"), zstdDecompressSync(bytes));
  const listed = spawnSync("tar", ["-tvf", path.join(folder, "layer.tar")], {
    encoding: "utf8",
    env: { ...process.env, TZ: "UTC" },
  });
  expect(listed.stderr).toBe("");
  expect(
    listed.stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(/\s+/g, " ")),
  ).toEqual([
    "drwxr-xr-x 0/0 0 1970-01-01 00:00 etc/",
    "-rw-r--r-- 0/0 0 1970-01-01 00:00 etc/a",
    "drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/",
    "drwxr-xr-x 0/0 0 1970-01-01 00:00 usr/lib/",
    "-rwxr-xr-x 0/0 7 1970-01-01 00:00 usr/lib/b",
  ]);
});

test("every blob is what its descriptor says, from the index down to the layers", async () => {
  const folder = newFolder();
  const { archive, digest } = await build();
  writeFileSync(path.join(folder, "image.tar"), archive);
  expect(spawnSync("tar", ["-xf", "image.tar"], { cwd: folder }).status).toBe(0);
  const read = ({ digest: wanted, size }: { digest: string; size: number }) => {
    const bytes = readFileSync(path.join(folder, "blobs/sha256", wanted.slice("sha256:".length)));
    expect(bytes.length).toBe(size);
    expect(`sha256:${createHash("sha256").update(bytes).digest("hex")}`).toBe(wanted);
    return bytes;
  };
  const [named] = JSON.parse(readFileSync(path.join(folder, "index.json"), "utf8")).manifests;
  expect(named.digest).toBe(digest);
  expect(named.annotations["io.containerd.image.name"]).toBe("localhost/x:v1");
  const index = JSON.parse(read(named).toString());
  expect(index.manifests.map((entry: { platform: object }) => entry.platform)).toEqual([
    { architecture: "amd64", os: "linux" },
    { architecture: "arm64", os: "linux" },
  ]);
  for (const entry of index.manifests) {
    const manifest = JSON.parse(read(entry).toString());
    const image = JSON.parse(read(manifest.config).toString());
    expect(image.config).toMatchObject({ User: "65532:65532", Entrypoint: ["/x"], Labels: { title: "x" } });
    const tar = zstdDecompressSync(read(manifest.layers[0]));
    expect(image.rootfs.diff_ids).toEqual([`sha256:${createHash("sha256").update(tar).digest("hex")}`]);
  }
});

test("a Debian package is known by its entry in the index, and an entry that lacks a field is refused", () => {
  const entry =
    "Package: libc6\nSource: glibc\nVersion: 2.41-12+deb13u5\nArchitecture: amd64\nDescription: GNU C Library: Shared libraries\nSHA256: b59b\n";
  expect(readControl(entry)).toEqual({
    name: "libc6",
    version: "2.41-12+deb13u5",
    architecture: "amd64",
    sha256: "b59b",
  });
  expect(() => readControl(entry.replace(/^Version.*\n/m, ""))).toThrow("without Version");
});

test("the image's SBOM names Debian's packages beside those of the program", () => {
  const commit = { name: "abc", time: new Date(0) };
  const program = sbom(lockfile, [], commit);
  const libc = {
    name: "libc6",
    version: "2.41-12+deb13u5",
    architecture: "amd64",
    sha256: "b59b",
    control: "",
    file: "",
  };
  const { packages, relationships } = imageSbom(program, [libc]);
  expect(packages.map(({ name }) => name)).toEqual([...program.packages.map(({ name }) => name), "libc6"]);
  expect(packages.at(-1)?.externalRefs[0]?.referenceLocator).toBe(
    "pkg:deb/debian/libc6@2.41-12%2Bdeb13u5?arch=amd64&distro=trixie",
  );
  expect(relationships.at(-1)).toEqual({
    spdxElementId: "SPDXRef-kubectl-conformance",
    relationshipType: "DEPENDS_ON",
    relatedSpdxElement: "SPDXRef-debian-libc6",
  });
});
