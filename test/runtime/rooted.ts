import { mkdir } from "node:fs/promises";
import path from "node:path";
import { needing, type Way } from "./way.ts";

// mounts of its own: a root that cannot be written but for one folder, whose path inside is that outside
const enter = `
mount --bind "$1" "$1"
mount --rbind /proc "$1/proc"
mount --bind "$2" "$1$2"
mount -o remount,bind,ro "$1"
shift 2
exec "$@"
`;

export interface Room {
  readonly root: string;
  /** The one folder that can be written. */
  readonly writable: string;
  /** `65532:65532` */
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The command line that runs a command as a pod does that may write nothing but its volume; only root may. */
export async function inRoom(
  { root, writable, user, env }: Room,
  command: readonly string[],
): Promise<string[]> {
  for (const mount of ["proc", writable]) await mkdir(path.join(root, mount), { recursive: true });
  // the sandbox writes files of its own
  const pairs = Object.entries({ ...env, TMPDIR: writable }).map(([name, value]) => `${name}=${value}`);
  const chroot = [Bun.which("chroot") ?? "/usr/sbin/chroot", `--userspec=${user}`, root];
  return [
    ...["unshare", "--mount", "sh", "-euc", enter, "sh", root, writable],
    ...["env", "-i", ...pairs],
    ...chroot,
    ...command,
  ];
}

/** A program for arm64, with the loader and the libraries beneath a root folder. */
export function underQemu(
  name: string,
  {
    root,
    program,
    libraryPath,
  }: { readonly root: string; readonly program: string; readonly libraryPath?: string },
): Promise<Way> {
  const named = `${name} (qemu)`;
  return needing(named, { [root]: "Debian's libc6-arm64-cross", [program]: "npm run release" }, () => {
    const qemu = Bun.which("qemu-aarch64");
    if (qemu === null) return { name: named, leftOut: "needs Debian's qemu-user" };
    const libraries = libraryPath === undefined ? [] : ["-E", `LD_LIBRARY_PATH=${libraryPath}`];
    return { name: named, command: [qemu, "-L", root, ...libraries, program] };
  });
}
