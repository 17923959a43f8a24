import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import pins from "./debian.json" with { type: "json" };
import type { ImageFile } from "./layer.ts";
import { call } from "./process.ts";

export type Architecture = "amd64" | "arm64";

// where the kernel looks for the loader, and the loader for libraries (Debian's own paths, the links in them followed)
const places = {
  amd64: { loader: "lib64/ld-linux-x86-64.so.2", libraries: "x86_64-linux-gnu" },
  arm64: { loader: "lib/ld-linux-aarch64.so.1", libraries: "aarch64-linux-gnu" },
} as const;

// what the compiled program is linked to (readelf -d); names are looked up by libc itself since glibc 2.34
const libraries = ["libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2"];

/** The C library and the CA certificates, out of Debian's packages, with their licences. */
export async function systemFiles(architecture: Architecture, folder: string): Promise<ImageFile[]> {
  const root = path.join(folder, architecture);
  await rm(root, { recursive: true, force: true });
  for (const deb of await fetchPackages(architecture, folder)) await call("dpkg-deb", ["-x", deb, root]);
  const file = async (target: string, source: string, mode = 0o644): Promise<ImageFile> => {
    return { path: target, mode, data: await readFile(path.join(root, source)) };
  };
  const { loader, libraries: triplet } = places[architecture];
  const copyright = (name: string) => `usr/share/doc/${name}/copyright`;
  return [
    await file(loader, `usr/lib/${triplet}/${path.basename(loader)}`, 0o755),
    ...(await Promise.all(
      libraries.map((name) => file(`lib/${triplet}/${name}`, `usr/lib/${triplet}/${name}`)),
    )),
    { path: "etc/ssl/certs/ca-certificates.crt", mode: 0o644, data: await certificates(root) },
    // libc's own default asks the DNS before /etc/hosts, where a pod's hostAliases stand
    { path: "etc/nsswitch.conf", mode: 0o644, data: Buffer.from("hosts: files dns\n") },
    ...(await Promise.all(pins.packages.map(({ name }) => file(copyright(name), copyright(name))))),
  ];
}

async function certificates(root: string): Promise<Uint8Array> {
  const folder = path.join(root, "usr/share/ca-certificates/mozilla");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".crt")).sort();
  return Buffer.concat(await Promise.all(names.map((name) => readFile(path.join(folder, name)))));
}

/** The pinned packages as files, by apt of its own, which leaves the machine's settings and lists alone. */
async function fetchPackages(architecture: Architecture, folder: string): Promise<string[]> {
  const apt = path.join(folder, "apt");
  const options = await privateApt(apt);
  const found: string[] = [];
  for (const pin of pins.packages) {
    const sha256 = pin.sha256.all ?? pin.sha256[architecture];
    const target = path.join(folder, `${pin.name}-${sha256}.deb`);
    if (!(await isWhole(target, sha256))) {
      await aptUpdate(apt, options);
      const wanted = `${pin.name}${pin.sha256.all === undefined ? `:${architecture}` : ""}=${pin.version}`;
      const got = path.join(apt, await download(wanted, options, apt));
      if (!(await isWhole(got, sha256)))
        throw new Error(`${got} does not have the sha256 of scripts/image/debian.json`);
      await rename(got, target);
    }
    found.push(target);
  }
  return found;
}

/** Gives the file's name. */
async function download(wanted: string, options: readonly string[], folder: string): Promise<string> {
  try {
    const uris = await call("apt-get", [...options, "download", "--print-uris", wanted]);
    await call("apt-get", [...options, "download", wanted], folder);
    return /^'\S+' (\S+)/m.exec(uris)?.[1] ?? "";
  } catch (cause) {
    throw new Error(
      `Debian ${pins.suite} did not give ${wanted}: where it has a newer one by now, put that version and its sha256 into scripts/image/debian.json`,
      { cause },
    );
  }
}

let updated: Promise<unknown> | undefined;

function aptUpdate(apt: string, options: readonly string[]): Promise<unknown> {
  updated ??= call("apt-get", [...options, "update"], apt);
  return updated;
}

async function privateApt(folder: string): Promise<string[]> {
  for (const name of ["state/lists/partial", "cache/archives/partial"])
    await mkdir(path.join(folder, name), { recursive: true });
  // trusted by the pinned sha256, so that a machine without Debian's keys can build it too
  const source = `deb [arch=amd64,arm64 trusted=yes] http://deb.debian.org/debian ${pins.suite} main\n`;
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
