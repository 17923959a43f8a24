import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { call } from "./process.ts";

export type Architecture = "amd64" | "arm64";

/** Packages of one release of Debian, each by its version and its files' sha256. */
export interface Pins {
  /** `trixie` */
  readonly suite: string;
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly sha256: { readonly [one in Architecture | "all"]?: string | undefined };
  }[];
}

/**
 * The pinned packages as files in `folder`, by apt of its own, which leaves the machine's settings and lists alone.
 * @throws Error where Debian has no such version (any more), or its file another sha256
 */
export async function fetchPackages(
  pins: Pins,
  architecture: Architecture,
  folder: string,
): Promise<string[]> {
  const apt = path.join(folder, "apt");
  const options = await privateApt(apt, pins.suite);
  const found: string[] = [];
  for (const pin of pins.packages) {
    const sha256 = pin.sha256.all ?? pin.sha256[architecture] ?? "";
    const target = path.join(folder, `${pin.name}-${sha256}.deb`);
    if (!(await isWhole(target, sha256))) {
      const wanted = `${pin.name}${pin.sha256.all === undefined ? `:${architecture}` : ""}=${pin.version}`;
      const got = path.join(apt, await download(wanted, options, apt, pins.suite));
      if (!(await isWhole(got, sha256))) throw new Error(`${got} does not have its pinned sha256`);
      await rename(got, target);
    }
    found.push(target);
  }
  return found;
}

/** Gives the file's name. */
async function download(
  wanted: string,
  options: readonly string[],
  folder: string,
  suite: string,
): Promise<string> {
  try {
    await aptUpdate(folder, options);
    const uris = await call("apt-get", [...options, "download", "--print-uris", wanted]);
    await call("apt-get", [...options, "download", wanted], folder);
    return /^'\S+' (\S+)/m.exec(uris)?.[1] ?? "";
  } catch (cause) {
    throw new Error(
      `Debian ${suite} did not give ${wanted}: where it has a newer one by now, npm run update:debian pins that`,
      { cause },
    );
  }
}

/** The same packages as Debian has them now, pinned. Throws Error where it no longer has one of them. */
export async function newestPins(pins: Pins, folder: string): Promise<Pins> {
  const options = await privateApt(folder, pins.suite);
  await aptUpdate(folder, options);
  const packages = await Promise.all(
    pins.packages.map(async ({ name, sha256: old }) => {
      const shown = await Promise.all(
        architecturesOf(old).map(async (one) => {
          const text = await call("apt-cache", [...options, "show", one === "all" ? name : `${name}:${one}`]);
          return { one, version: fieldOf(text, "Version"), sha256: fieldOf(text, "SHA256") };
        }),
      );
      const versions = new Set(shown.map(({ version }) => version));
      const [version] = versions;
      if (version === undefined || versions.size > 1)
        throw new Error(`${name} has other versions on other architectures: ${[...versions].join(", ")}`);
      return { name, version, sha256: Object.fromEntries(shown.map(({ one, sha256 }) => [one, sha256])) };
    }),
  );
  return { suite: pins.suite, packages };
}

function architecturesOf(sha256: Pins["packages"][number]["sha256"]): readonly (Architecture | "all")[] {
  return (["amd64", "arm64", "all"] as const).filter((one) => sha256[one] !== undefined);
}

/** Of the first entry: the newest version. */
function fieldOf(text: string, field: string): string {
  const value = new RegExp(`^${field}: (\\S+)$`, "m").exec(text)?.[1];
  if (value === undefined) throw new Error(`apt-cache shows no ${field}`);
  return value;
}

const updated = new Map<string, Promise<unknown>>();

/** Once a folder. */
function aptUpdate(folder: string, options: readonly string[]): Promise<unknown> {
  const update = updated.get(folder) ?? call("apt-get", [...options, "update"], folder);
  updated.set(folder, update);
  return update;
}

async function privateApt(folder: string, suite: string): Promise<string[]> {
  for (const name of ["state/lists/partial", "cache/archives/partial"])
    await mkdir(path.join(folder, name), { recursive: true });
  // trusted by the pinned sha256, so that a machine without Debian's keys can build it too
  const source = `deb [arch=amd64,arm64 trusted=yes] http://deb.debian.org/debian ${suite} main\n`;
  await writeFile(path.join(folder, "sources.list"), source);
  await writeFile(path.join(folder, "status"), "");
  const settings = {
    "Dir::Etc::SourceList": path.join(folder, "sources.list"),
    "Dir::Etc::SourceParts": "/dev/null",
    "Dir::State": path.join(folder, "state"),
    "Dir::State::Status": path.join(folder, "status"),
    "Dir::Cache": path.join(folder, "cache"),
    "APT::Architecture": "amd64",
    "APT::Architectures::": ["amd64", "arm64"],
    // run by root it would step down to a user who may not write here
    "APT::Sandbox::User": "root",
    "Acquire::Languages": "none",
  };
  const pairs = Object.entries(settings).flatMap(([key, value]) =>
    [value].flat().map((one): readonly [string, string] => [key, one]),
  );
  return ["-q", ...pairs.flatMap(([key, value]) => ["-o", `${key}=${value}`])];
}

async function isWhole(file: string, sha256: string): Promise<boolean> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes !== undefined && createHash("sha256").update(bytes).digest("hex") === sha256;
}
