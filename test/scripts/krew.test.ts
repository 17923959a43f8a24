import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { Header } from "tar";
import { parse } from "yaml";
import { type ArchiveFile, tarGz, zip } from "../../scripts/release/archive.ts";
import { krewManifest, type Manifest } from "../../scripts/release/krew.ts";
import { archiveFaults, manifestFaults } from "../../scripts/release/krew-rules.ts";
import { archiveName, platforms } from "../../scripts/release/platforms.ts";
import { unpack } from "../../scripts/release/unpack.ts";

const root = path.resolve(import.meta.dir, "../..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const repository = "https://github.com/OWNER/REPOSITORY";
const checksums = new Map(
  platforms.map((platform, index) => [archiveName(platform), String(index).repeat(64)]),
);
const made = (): Manifest =>
  parse(krewManifest(read("krew/conformance.yaml"), platforms, { version: "v1.2.3", repository, checksums }));

describe("krew's manifest of a release", () => {
  test("has each platform that krew knows once, with its own archive, sha256 and program", () => {
    const { spec } = made();
    expect(manifestFaults(made(), "conformance.yaml")).toEqual([]);
    expect(
      spec.platforms.map(({ selector: { matchLabels } }) => `${matchLabels.os}/${matchLabels.arch}`),
    ).toEqual([
      "linux/amd64",
      "linux/arm64",
      "darwin/amd64",
      "darwin/arm64",
      "windows/amd64",
      "windows/arm64",
    ]);
    expect(spec.platforms[4]).toMatchObject({
      uri: `${repository}/releases/download/v1.2.3/kubectl-conformance_windows_amd64.zip`,
      bin: "kubectl-conformance.exe",
    });
    expect(new Set(spec.platforms.map(({ sha256 }) => sha256)).size).toBe(6);
  });

  test("an archive without its sha256 is reported", () => {
    expect(() =>
      krewManifest(read("krew/conformance.yaml"), platforms, {
        version: "v1.2.3",
        repository,
        checksums: new Map(),
      }),
    ).toThrow("its sha256 is missing");
  });

  test.each<[string, (manifest: Manifest) => object]>([
    ["apiVersion", (manifest) => ({ ...manifest, apiVersion: "v1" })],
    ["kind", (manifest) => ({ ...manifest, kind: "Plug" })],
    ["safe file name", (manifest) => ({ ...manifest, metadata: { name: "con" } })],
    [
      "shortDescription has more",
      ({ spec, ...rest }) => ({ ...rest, spec: { ...spec, shortDescription: "a\nb" } }),
    ],
    ["version", ({ spec, ...rest }) => ({ ...rest, spec: { ...spec, version: "1.2.3" } })],
    ["no platforms", ({ spec, ...rest }) => ({ ...rest, spec: { ...spec, platforms: [] } })],
    [
      "matched more than once",
      ({ spec, ...rest }) => ({
        ...rest,
        spec: { ...spec, platforms: [...spec.platforms, ...spec.platforms] },
      }),
    ],
    [
      "sha256",
      ({ spec, ...rest }) => ({
        ...rest,
        spec: { ...spec, platforms: spec.platforms.map((one) => ({ ...one, sha256: "ABC" })) },
      }),
    ],
    [
      "is not clean",
      ({ spec, ...rest }) => ({
        ...rest,
        spec: {
          ...spec,
          platforms: spec.platforms.map((one) => ({ ...one, files: [{ from: "a", to: "./a" }] })),
        },
      }),
    ],
  ])("what krew refuses is refused: %s", (fault, change) => {
    expect(manifestFaults(change(made()) as Manifest, "conformance.yaml").join("; ")).toContain(fault);
  });

  test(".krew.yaml says the same to the release bot", () => {
    const filled = read(".krew.yaml")
      .replaceAll(
        /\{\{addURIAndSha "(\S+)\{\{ \.TagName \}\}(\S+)" \.TagName \}\}/g,
        (_all, before, after) => {
          const name = String(after).replace("/", "");
          return `uri: ${before}v1.2.3${after}\n    sha256: "${checksums.get(name)}"`;
        },
      )
      .replaceAll("{{ .TagName }}", "v1.2.3");
    expect(parse(filled.replace(/^#.*\n/gm, ""))).toEqual(made());
  });
});

const text = (name: string, mode = 0o644): ArchiveFile => ({ name, mode, data: Buffer.from(`${name}\n`) });
const time = new Date("2026-11-20T12:00:00Z");

describe.each(["kubectl-conformance", "kubectl-conformance.exe"])("krew's archive with %s", (bin) => {
  const pack = bin.endsWith(".exe") ? zip : tarGz;
  const files = [bin, "LICENSE"].map((from) => ({ from, to: "." }));
  const judge = (archived: readonly ArchiveFile[]) => {
    const archive = unpack(pack(archived, time));
    const platform = { selector: { matchLabels: {} }, uri: "", sha256: archive.sha256, files, bin };
    return archiveFaults(platform, archive);
  };
  const whole = [text(bin, 0o755), text("LICENSE"), text("README.md")];

  test("is taken with the program, which can be executed, and its licence", () => {
    expect(judge(whole)).toEqual([]);
  });

  test.each<[string, readonly ArchiveFile[]]>([
    [
      "LICENSE is not in the archive; no licence is installed",
      whole.filter(({ name }) => name !== "LICENSE"),
    ],
    [`${bin} is not in the archive; bin ${bin} is not installed`, whole.slice(1)],
    [`bin ${bin} has the mode 644, not 755`, [text(bin), ...whole.slice(1)]],
    ["../x leads out of the archive", [...whole, text("../x")]],
    ["/etc/x leads out of the archive", [...whole, text("/etc/x")]],
    ["README.md cannot be read by everyone", [...whole.slice(0, 2), text("README.md", 0o600)]],
  ])("is refused: %s", (fault, archived) => {
    expect(judge(archived).join("; ")).toBe(fault);
  });

  test("is refused with other bytes than the manifest's sha256 is of", () => {
    const archive = unpack(pack(whole, time));
    const platform = { selector: { matchLabels: {} }, uri: "", sha256: "0".repeat(64), files, bin };
    expect(archiveFaults(platform, archive).join()).toContain(`has the sha256 ${archive.sha256}`);
  });

  test("gives back what was packed", () => {
    const sorted = [...whole].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(
      unpack(pack(whole, time)).files.map(({ data, ...rest }) => ({ ...rest, data: `${Buffer.from(data)}` })),
    ).toEqual(sorted.map(({ data, ...rest }) => ({ ...rest, data: `${data}` })));
  });

  test("is reported if it is cut short", () => {
    const packed = pack(whole, time);
    expect(() => unpack(packed.subarray(0, packed.length - 30))).toThrow();
  });
});

test("an archive with a link is refused, as krew unpacks none", () => {
  const link = Buffer.alloc(2048);
  new Header({ path: "LICENSE", linkpath: "/etc/passwd", type: "SymbolicLink", size: 0, mtime: time }).encode(
    link,
    0,
  );
  expect(() => unpack(gzipSync(link))).toThrow("LICENSE is a SymbolicLink");
});
