import { copyFile, link, mkdir, readdir, symlink } from "node:fs/promises";
import path from "node:path";
import { type Architecture, fetchPackages } from "../../scripts/image/apt.ts";
import { call } from "../../scripts/image/process.ts";
import { root as repository } from "../../scripts/release/compile.ts";
import { inRoom, underQemu } from "./rooted.ts";
import { built, needing, type Way } from "./way.ts";

/** The programs for musl, each where it finds musl's libraries alone. */
export async function muslWays(folder: string): Promise<readonly Way[]> {
  const amd64 = built.bin("linux_amd64_musl");
  const here = await needing("musl", { [amd64]: "npm run release" }, async () => {
    const name = "musl";
    if (process.getuid?.() !== 0) return { name, leftOut: "needs root" };
    return await within(name, async () => {
      const root = await muslRoot("amd64", path.join(folder, "musl-amd64"));
      await copyFile(amd64, path.join(root, "kubectl-conformance"));
      const writable = path.join(folder, "musl-volume");
      await mkdir(writable);
      const room = { root, writable, user: "0:0", env: { LD_LIBRARY_PATH: libraryPath } };
      return { name, writable, command: await inRoom(room, ["/kubectl-conformance"]) };
    });
  });
  const arm64 = built.bin("linux_arm64_musl");
  const there = await needing("arm64 musl", { [arm64]: "npm run release" }, () =>
    within("arm64 musl", async () => {
      const root = await muslRoot("arm64", path.join(folder, "musl-arm64"));
      return await underQemu("arm64 musl", { root, program: arm64, libraryPath });
    }),
  );
  return [here, there];
}

/** What Debian and PyPI do not give is no fault of the program's. */
async function within(name: string, make: () => Promise<Way>): Promise<Way> {
  try {
    return await make();
  } catch (error) {
    return { name, leftOut: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
  }
}

// Debian's musl looks in folders of Debian's
const libraryPath = "/usr/lib";
const machines = { amd64: "x86_64", arm64: "aarch64" } as const;

/**
 * A root folder with what the program is linked to, as Alpine has it with `apk add libstdc++`: musl out of Debian, and
 * the two libraries out of a wheel, whose names there have a sum in them.
 * @throws Error where apt or pip did not give them
 */
async function muslRoot(architecture: Architecture, root: string): Promise<string> {
  // what was fetched is kept for the next time
  const kept = path.join(repository, "dist/musl", architecture);
  for (const made of [root, kept]) await mkdir(made, { recursive: true });
  const { packages } = await fetchPackages(["musl"], architecture, kept);
  for (const deb of packages) await call("dpkg-deb", ["-x", deb.file, root]);
  await symlink("usr/lib", path.join(root, "lib"));
  const libraries = path.join(root, "usr/lib");
  const wheel = await fetchWheel(machines[architecture], kept);
  await call("python3", ["-m", "zipfile", "-e", wheel, root]);
  const bundled = path.join(root, "pyzmq.libs");
  for (const name of await readdir(bundled)) {
    await link(path.join(bundled, name), path.join(libraries, name));
    const known = /^(libstdc\+\+|libgcc_s)-\w+(\.so\.\d+)/.exec(name);
    if (known !== null) await symlink(name, path.join(libraries, `${known[1]}${known[2]}`));
  }
  return root;
}

async function fetchWheel(machine: string, folder: string): Promise<string> {
  const requirements = path.join(import.meta.dirname, "musl/requirements.txt");
  const where = ["--platform", `musllinux_1_2_${machine}`, "--python-version", "312", "--dest", folder];
  const safe = ["--no-deps", "--only-binary=:all:", "--require-hashes"];
  await call("python3", [
    "-m",
    "pip",
    "--quiet",
    "download",
    ...safe,
    ...where,
    "--requirement",
    requirements,
  ]);
  const wheel = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new Error("pip gave no wheel");
  return path.join(folder, wheel);
}
