import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { krewManifest, type Manifest } from "../../scripts/release/krew.ts";
import { archiveFaults, manifestFaults } from "../../scripts/release/krew-rules.ts";
import { archiveName, platforms } from "../../scripts/release/platforms.ts";

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

  test("installs the program and its licence, and nothing from outside the archive", () => {
    for (const platform of made().spec.platforms) {
      const program = platform.bin;
      expect(archiveFaults(platform, [program, "LICENSE", "README.md"])).toEqual([]);
      expect(archiveFaults(platform, [program, "README.md"])).toContain("no licence is installed");
      expect(archiveFaults(platform, ["LICENSE"])).toContain(`bin ${program} is not installed`);
      expect(archiveFaults(platform, [program, "LICENSE", "../x"])).toEqual([
        "../x leads out of the archive",
      ]);
    }
  });

  test("an archive without its sha256 is told", () => {
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
