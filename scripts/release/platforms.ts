/** A kind of machine that a release has a binary for. */
export interface Platform {
  /** Bun's name of it. */
  readonly target: Bun.Build.CompileTarget;
  /** In Go's words, which archives and krew use. */
  readonly os: "linux" | "darwin" | "windows";
  readonly arch: "amd64" | "arm64";
  readonly libc?: "musl";
}

// the baseline of x64 also runs without AVX2, which virtual machines and Rosetta often lack
export const platforms: readonly Platform[] = [
  { target: "bun-linux-x64-baseline", os: "linux", arch: "amd64" },
  { target: "bun-linux-arm64", os: "linux", arch: "arm64" },
  { target: "bun-linux-x64-baseline-musl", os: "linux", arch: "amd64", libc: "musl" },
  { target: "bun-linux-arm64-musl", os: "linux", arch: "arm64", libc: "musl" },
  { target: "bun-darwin-x64-baseline", os: "darwin", arch: "amd64" },
  { target: "bun-darwin-arm64", os: "darwin", arch: "arm64" },
  { target: "bun-windows-x64-baseline", os: "windows", arch: "amd64" },
  { target: "bun-windows-arm64", os: "windows", arch: "arm64" },
];

/** `linux_amd64`, `linux_amd64_musl`: what distinguishes the files of one platform from another's. */
export function platformName({ os, arch, libc }: Platform): string {
  return [os, arch, ...(libc === undefined ? [] : [libc])].join("_");
}

/** The program's file name on that platform. */
export function binaryName({ os }: Platform): string {
  return os === "windows" ? "kubectl-conformance.exe" : "kubectl-conformance";
}

/** The name of the platform's archive in a release. */
export function archiveName(platform: Platform): string {
  return `kubectl-conformance_${platformName(platform)}.${platform.os === "windows" ? "zip" : "tar.gz"}`;
}
