import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { type Architecture, type DebianIndex, type DebianPackage, fetchPackages } from "./apt.ts";
import type { ImageFile } from "./layer.ts";
import { call } from "./process.ts";

// where the kernel looks for the loader, and the loader for libraries (Debian's own paths, the links in them followed)
const places = {
  amd64: { loader: "lib64/ld-linux-x86-64.so.2", libraries: "x86_64-linux-gnu" },
  arm64: { loader: "lib/ld-linux-aarch64.so.1", libraries: "aarch64-linux-gnu" },
} as const;

// what the compiled program is linked to (readelf -d); names are looked up by libc itself since glibc 2.34
const libraries = ["libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2"];

/** What of Debian is in the image, and which. */
export interface System {
  readonly files: readonly ImageFile[];
  readonly packages: readonly DebianPackage[];
  readonly indexes: readonly DebianIndex[];
}

/**
 * The C library and the CA certificates, out of Debian's newest packages, with their licences, and with what scanners look for to know them:
 * `/etc/os-release` and `/var/lib/dpkg/status.d`, as in Google's distroless images.
 */
export async function systemFiles(
  architecture: Architecture,
  folder: string,
  archive: string | undefined,
): Promise<System> {
  const root = path.join(folder, architecture);
  await rm(root, { recursive: true, force: true });
  const fetched = await fetchPackages(["libc6", "ca-certificates"], architecture, folder, archive);
  const { packages, indexes } = fetched;
  for (const deb of packages) await call("dpkg-deb", ["-x", deb.file, root]);
  const file = async (target: string, source: string, mode = 0o644): Promise<ImageFile> => {
    return { path: target, mode, data: await readFile(path.join(root, source)) };
  };
  const text = (target: string, data: string): ImageFile => ({
    path: target,
    mode: 0o644,
    data: Buffer.from(data),
  });
  const { loader, libraries: triplet } = places[architecture];
  const copyright = (name: string) => `usr/share/doc/${name}/copyright`;
  const files = [
    await file(loader, `usr/lib/${triplet}/${path.basename(loader)}`, 0o755),
    ...(await Promise.all(
      libraries.map((name) => file(`lib/${triplet}/${name}`, `usr/lib/${triplet}/${name}`)),
    )),
    { path: "etc/ssl/certs/ca-certificates.crt", mode: 0o644, data: await certificates(root) },
    // libc's own default asks the DNS before /etc/hosts, where a pod's hostAliases stand
    text("etc/nsswitch.conf", "hosts: files dns\n"),
    text("etc/os-release", osRelease(indexes)),
    ...packages.map(({ name, control }) => text(`var/lib/dpkg/status.d/${name}`, control)),
    ...(await Promise.all(packages.map(({ name }) => file(copyright(name), copyright(name))))),
  ];
  return { files, packages, indexes };
}

/** os-release(5); its BUILD_ID is the state of the archive that the files come from. */
function osRelease(indexes: readonly DebianIndex[]): string {
  const build = indexes.map(({ suite, date }) => `${suite} of ${date}`).join(", ");
  return [
    'PRETTY_NAME="Debian GNU/Linux 13 (trixie), only the C library and the CA certificates"',
    'NAME="Debian GNU/Linux"',
    'VERSION_ID="13"',
    "VERSION_CODENAME=trixie",
    "ID=debian",
    `BUILD_ID="${build}"`,
    "",
  ].join("\n");
}

async function certificates(root: string): Promise<Uint8Array> {
  const folder = path.join(root, "usr/share/ca-certificates/mozilla");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".crt")).sort();
  return Buffer.concat(await Promise.all(names.map((name) => readFile(path.join(folder, name)))));
}
