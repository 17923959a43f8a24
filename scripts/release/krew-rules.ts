import path from "node:path";
import type { Manifest, ManifestPlatform } from "./krew.ts";
import type { Archive } from "./unpack.ts";

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

// krew's own rule (`internal/download`)
function leaves(file: string): boolean {
  return /^[/\\]|\.\./.test(file);
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
 * What krew would refuse when it installs a platform's archive, or leave unusable: another sha256, files that are named
 * but not there, a program that is not among them or cannot be executed, no licence (`cmd/validate-krew-manifest` asks for
 * one).
 */
export function archiveFaults({ sha256, files, bin }: ManifestPlatform, archive: Archive): string[] {
  const installed = files.flatMap(({ from, to }) =>
    archive.files
      .filter(({ name }) => name === from)
      .map(({ name, mode }) => ({ name: path.posix.join(to, path.posix.basename(name)), mode })),
  );
  const program = installed.find(({ name }) => name === bin);
  const faults = [
    archive.sha256 !== sha256 && `the archive has the sha256 ${archive.sha256}, not the manifest's ${sha256}`,
    ...files.map(
      ({ from }) => !archive.files.some(({ name }) => name === from) && `${from} is not in the archive`,
    ),
    program === undefined && `bin ${bin} is not installed`,
    program !== undefined &&
      program.mode !== 0o755 &&
      `bin ${bin} has the mode ${program.mode.toString(8)}, not 755`,
    !installed.some(({ name }) => /^(license|licenses|copying)(\.txt|\.md)?$/i.test(name)) &&
      "no licence is installed",
    ...archive.files.map(({ name }) => leaves(name) && `${name} leads out of the archive`),
    ...archive.files.map(
      ({ name, mode }) => (mode & 0o444) !== 0o444 && `${name} cannot be read by everyone`,
    ),
  ];
  return faults.filter((fault) => fault !== false);
}
