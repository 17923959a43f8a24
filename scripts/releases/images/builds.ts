/** Where an image is built in the source of Kubernetes. */
export interface Build {
  /** What comes after the registry, without a tag: `agnhost`, `volume/nfs`. */
  readonly name: string;
  /** `test/images/agnhost` */
  readonly folder: string;
  /** The version that this folder builds; the suite may still use an older one. */
  readonly version: string;
  /** What it is built on, for Linux on amd64: `alpine:3.21`. */
  readonly base: string;
  /** `linux/amd64`; of Windows, one for all of its versions. */
  readonly platforms: readonly string[];
}

/**
 * What the source of a release says about how its images are built: `test/images` with the files BASEIMAGE and VERSION of each, `build/pause`, and the
 * conformance image. Images that are built elsewhere are not among them.
 */
export function readBuilds(release: string, files: ReadonlyMap<string, string>): Build[] {
  const builds: Build[] = [];
  for (const [path, text] of files) {
    const [, folder = "", name = ""] = /^(test\/images\/(.*))\/BASEIMAGE$/.exec(path) ?? [];
    if (name === "") continue;
    const lines = text.split("\n").flatMap((line) => {
      const [, platform, base] = /^(\w+\/\w+)(?:\/\S+)?=(\S+)$/.exec(line.trim()) ?? [];
      return platform === undefined || base === undefined ? [] : [{ platform, base }];
    });
    const version = (files.get(`${folder}/VERSION`) ?? "").trim();
    const base = lines.find(({ platform }) => platform === "linux/amd64")?.base ?? lines[0]?.base ?? "";
    // what is built on another of these images names the one of its own platform
    const shared = base.replace(/^REGISTRY\/(.*)-linux-amd64$/, "registry.k8s.io/e2e-test-images/$1");
    builds.push({
      name,
      folder,
      version,
      base: shared,
      platforms: unique(lines.map(({ platform }) => platform)),
    });
  }
  const pause = files.get("build/pause/Makefile") ?? "";
  const linux = /^ALL_ARCH\.linux = (.*)$/m.exec(pause)?.[1]?.split(" ") ?? [];
  const server =
    /SUPPORTED_SERVER_PLATFORMS=\(([^)]*)\)/.exec(files.get("hack/lib/golang.sh") ?? "")?.[1] ?? "";
  const runner = /^BASE_IMAGE_VERSION\??=\s*(\S+)/m.exec(
    files.get("test/conformance/image/Makefile") ?? "",
  )?.[1];
  builds.push(
    {
      name: "pause",
      folder: "build/pause",
      version: /^TAG \?= (\S+)$/m.exec(pause)?.[1] ?? "",
      base: "scratch",
      platforms: [...linux.map((arch) => `linux/${arch}`), "windows/amd64"],
    },
    {
      name: "conformance",
      folder: "test/conformance/image",
      version: release,
      base: `registry.k8s.io/build-image/debian-base${runner === undefined ? "" : `:${runner}`}`,
      platforms: server.trim().split(/\s+/),
    },
  );
  return builds.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
