import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { digest } from "./layer.ts";
import { call } from "./process.ts";

export type Architecture = "amd64" | "arm64";

/** A package as Debian has it. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  /** `amd64`, or `all` if it is the same on every machine. */
  readonly architecture: string;
  /** Of its file, in hex. */
  readonly sha256: string;
  /** Its fields as the index has them, which scanners read from `/var/lib/dpkg/status.d`. */
  readonly control: string;
  /** Where the file is on this machine. */
  readonly file: string;
}

/** A signed index of Debian's archive: it decides which versions there are. */
export interface DebianIndex {
  /** `trixie`, `trixie-security` */
  readonly suite: string;
  /** When it was made, as it says itself: `Sat, 14 Nov 2026 09:12:33 UTC`. */
  readonly date: string;
  /** Of the signed file: `sha256:…`. */
  readonly digest: string;
}

/** Debian's archive, or another that mirrors it. */
export const debianArchive = "http://deb.debian.org/debian";

const suite = "trixie";
// Debian's own keys of the suite, without which an index is not believed; the transport need not be trusted
const keys = path.join(import.meta.dirname, "debian-archive-trixie.asc");

/**
 * The newest version of each package in the archive, security updates included, with its file, by an apt that leaves the machine's own settings and
 * lists alone. apt checks the index against Debian's keys, and the files against the index.
 * @param archive a mirror, or a day of the past: `http://snapshot.debian.org/archive/debian/20261120T000000Z`
 * @throws Error if the archive cannot be reached, is not signed by Debian, or has no such package
 */
export async function fetchPackages(
  names: readonly string[],
  architecture: Architecture,
  folder: string,
  archive: string = debianArchive,
): Promise<{ readonly packages: readonly DebianPackage[]; readonly indexes: readonly DebianIndex[] }> {
  const apt = path.join(folder, "apt");
  const options = await privateApt(apt, archive, architecture);
  await aptUpdate(apt, options, archive);
  const packages: DebianPackage[] = [];
  for (const name of names) {
    const control = firstOf(await call("apt-cache", [...options, "show", name]));
    const found = readControl(control);
    const wanted = `${name}=${found.version}`;
    const uris = await call("apt-get", [...options, "download", "--print-uris", wanted]);
    await call("apt-get", [...options, "download", wanted], apt);
    const file = path.join(apt, /^'\S+' (\S+)/m.exec(uris)?.[1] ?? "");
    // apt trusts a file that is there already
    if (digest(await readFile(file)) !== `sha256:${found.sha256}`)
      throw new Error(`${file} is not the file that Debian's index names: remove it`);
    packages.push({ ...found, control, file });
  }
  return { packages, indexes: await indexesIn(apt) };
}

/** A package's name, version, architecture and sum, from its entry in an index. Throws Error if one is missing. */
export function readControl(
  control: string,
): Pick<DebianPackage, "name" | "version" | "architecture" | "sha256"> {
  const field = (name: string) => {
    const value = new RegExp(`^${name}: (\\S+)$`, "m").exec(control)?.[1];
    if (value === undefined) throw new Error(`Debian's index has a package without ${name}`);
    return value;
  };
  return {
    name: field("Package"),
    version: field("Version"),
    architecture: field("Architecture"),
    sha256: field("SHA256"),
  };
}

/** Of what apt-cache shows of a package, the newest version. */
function firstOf(shown: string): string {
  return `${shown.split(/\n\n/, 1)[0]?.trimEnd() ?? ""}\n`;
}

async function indexesIn(apt: string): Promise<DebianIndex[]> {
  const lists = path.join(apt, "state/lists");
  const files = (await readdir(lists)).filter((name) => name.endsWith("_InRelease")).sort();
  return Promise.all(
    files.map(async (name) => {
      const bytes = await readFile(path.join(lists, name));
      const text = bytes.toString();
      const field = (key: string) => new RegExp(`^${key}: (.*)$`, "m").exec(text)?.[1] ?? "";
      return { suite: field("Codename"), date: field("Date"), digest: digest(bytes) };
    }),
  );
}

const updated = new Map<string, Promise<unknown>>();

/** Once a folder. */
async function aptUpdate(folder: string, options: readonly string[], archive: string): Promise<void> {
  const update = updated.get(folder) ?? call("apt-get", [...options, "update", "--error-on=any"], folder);
  updated.set(folder, update);
  try {
    await update;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT")
      throw new Error("apt-get is missing: build the image on Debian or Ubuntu, or with the Dockerfile");
    const words = cause instanceof Error && "stderr" in cause ? String(cause.stderr) : "";
    const [line = "apt-get update failed"] = /^(?:E|Err|W):? .*/m.exec(words) ?? [];
    throw new Error(`${archive} gave no index that Debian has signed: ${line}`, { cause });
  }
}

async function privateApt(folder: string, archive: string, architecture: Architecture): Promise<string[]> {
  for (const name of ["state/lists/partial", "cache/archives/partial"])
    await mkdir(path.join(folder, name), { recursive: true });
  const from = `deb [arch=amd64,arm64 signed-by=${keys}]`;
  const security = archive.replace(/\/debian(?=\/|$)/, "/debian-security");
  const lines = [`${from} ${archive} ${suite} main`, `${from} ${security} ${suite}-security main`];
  await writeFile(path.join(folder, "sources.list"), lines.map((line) => `${line}\n`).join(""));
  await writeFile(path.join(folder, "status"), "");
  const settings = {
    "Dir::Etc::SourceList": path.join(folder, "sources.list"),
    "Dir::Etc::SourceParts": "/dev/null",
    "Dir::State": path.join(folder, "state"),
    "Dir::State::Status": path.join(folder, "status"),
    "Dir::Cache": path.join(folder, "cache"),
    "APT::Architecture": architecture,
    "APT::Architectures::": ["amd64", "arm64"],
    // run by root it would step down to a user who may not write here
    "APT::Sandbox::User": "root",
    "Acquire::Languages": "none",
    "Acquire::Retries": "3",
    // an index of the past has expired
    ...(archive === debianArchive ? {} : { "Acquire::Check-Valid-Until": "false" }),
  };
  const pairs = Object.entries(settings).flatMap(([key, value]) =>
    [value].flat().map((one): readonly [string, string] => [key, one]),
  );
  return ["-q", ...pairs.flatMap(([key, value]) => ["-o", `${key}=${value}`])];
}
