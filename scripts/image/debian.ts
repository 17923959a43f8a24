import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { type Architecture, fetchPackages } from "./apt.ts";
import pins from "./debian.json" with { type: "json" };
import type { ImageFile } from "./layer.ts";
import { call } from "./process.ts";

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
  for (const deb of await fetchPackages(pins, architecture, folder))
    await call("dpkg-deb", ["-x", deb, root]);
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
