import path from "node:path";
import type { Manifest, ManifestPlatform } from "./krew.ts";

// what krew's validate-krew-manifest tries a manifest's selectors on
const machines = ["windows", "linux", "darwin"].flatMap((os) => [
  ...["386", "amd64", "arm64"].map((arch) => ({ os, arch })),
  ...(os === "linux" ? ["arm", "ppc64le"].map((arch) => ({ os, arch })) : []),
]);

const windowsDevices = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
// semver.org's own pattern, with the v that krew asks for
const version =
  /^v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*))*)?(\+[\da-zA-Z-]+(\.[\da-zA-Z-]+)*)?$/;

/**
 * What krew and the validator of its index would refuse in a manifest (krew `internal/index/validation` and
 * `cmd/validate-krew-manifest`); nothing where both take it.
 * @param file the manifest's file name
 */
export function manifestFaults(manifest: Manifest, file: string): string[] {
  const { name } = manifest.metadata;
  const { spec } = manifest;
  const faults = [
    manifest.apiVersion !== "krew.googlecontainertools.github.com/v1alpha2" &&
      `apiVersion ${manifest.apiVersion}`,
    manifest.kind !== "Plugin" && `kind ${manifest.kind}`,
    (!/^[\w-]+$/.test(name) || windowsDevices.test(name)) && `name ${name} is not a safe file name`,
    file !== `${name}.yaml` && `file ${file} is not named after the plugin ${name}`,
    spec.shortDescription === "" && "shortDescription is empty",
    /[\r\n]/.test(spec.shortDescription) && "shortDescription has more than one line",
    !version.test(spec.version) && `version ${spec.version} is not v and a semantic version`,
    spec.platforms.length === 0 && "no platforms",
    ...spec.platforms.flatMap((platform, index) =>
      platformFaults(platform).map((fault) => `platform ${index}: ${fault}`),
    ),
    ...selectorFaults(spec.platforms),
  ];
  return faults.filter((fault) => fault !== false);
}

function platformFaults(platform: ManifestPlatform): string[] {
  const { uri, sha256, bin, files } = platform;
  const labels = Object.keys(platform.selector.matchLabels);
  const faults = [
    !/^https:\/\/\S+(\.tar\.gz|\.zip)$/.test(uri) && `uri ${uri}`,
    !/^[a-f0-9]{64}$/.test(sha256) && `sha256 ${sha256}`,
    bin === "" && "bin is empty",
    labels.length === 0 && "the selector is empty",
    ...labels.map((label) => label !== "os" && label !== "arch" && `the selector names ${label}`),
    files.length === 0 && "files is empty",
    ...files.map(({ from, to }) => (from === "" || to === "") && "a file has no from or no to"),
    ...files.map(({ to }) => (path.posix.normalize(to) !== to || leaves(to)) && `to ${to} is not clean`),
    ...files.map(({ from }) => leaves(from) && `from ${from} leads out of the archive`),
  ];
  return faults.filter((fault) => fault !== false);
}

function leaves(file: string): boolean {
  return path.posix.isAbsolute(file) || file.split("/").includes("..");
}

function selectorFaults(platforms: readonly ManifestPlatform[]): string[] {
  const matched = machines.map((machine) =>
    platforms.filter(({ selector: { matchLabels } }) =>
      Object.entries(matchLabels).every(([key, value]) => Reflect.get(machine, key) === value),
    ),
  );
  return [
    ...machines.flatMap(({ os, arch }, index) =>
      (matched[index]?.length ?? 0) > 1 ? [`${os}/${arch} is matched more than once`] : [],
    ),
    ...platforms.flatMap((platform, index) =>
      matched.some((found) => found.includes(platform))
        ? []
        : [`platform ${index} matches no machine that krew knows`],
    ),
  ];
}

/**
 * What krew would refuse when it installs a platform's archive: files that are named but not there, a program that is not
 * among them, no licence (`cmd/validate-krew-manifest` asks for one).
 * @param names the files in the archive
 */
export function archiveFaults({ files, bin }: ManifestPlatform, names: readonly string[]): string[] {
  const installed = files.flatMap(({ from, to }) =>
    names.filter((name) => name === from).map((name) => path.posix.join(to, path.posix.basename(name))),
  );
  const faults = [
    ...files.map(({ from }) => !names.includes(from) && `${from} is not in the archive`),
    !installed.includes(bin) && `bin ${bin} is not installed`,
    !installed.some((name) => /^(license|licenses|copying)(\.txt|\.md)?$/i.test(name)) &&
      "no licence is installed",
    ...names.map((name) => leaves(name) && `${name} leads out of the archive`),
  ];
  return faults.filter((fault) => fault !== false);
}
