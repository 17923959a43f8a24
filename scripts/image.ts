/**
 * Builds the container image without a builder: npm run image [-- --platforms linux/amd64 --outfile dist/image.tar --name registry/name:tag]
 * The same commit and the same index of Debian give the same bytes; the image names the index. To build with an index of the past:
 * --debian http://snapshot.debian.org/archive/debian/20261120T000000Z
 */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import manifest from "../package.json" with { type: "json" };
import lockfile from "../package-lock.json" with { type: "json" };
import type { Architecture } from "./image/apt.ts";
import { type System, systemFiles } from "./image/debian.ts";
import { makeLayer } from "./image/layer.ts";
import { ociArchive, type PlatformImage } from "./image/oci.ts";
import { imageSbom } from "./image/sbom.ts";
import { readCommit } from "./release/commit.ts";
import { compile, rfc3339, root } from "./release/compile.ts";
import { sbom } from "./release/sbom.ts";

// the baseline of x64 also runs without AVX2, which virtual machines often lack
const targets = { amd64: "bun-linux-x64-baseline", arm64: "bun-linux-arm64" } as const;
const { values } = parseArgs({
  options: {
    platforms: { type: "string", default: "linux/amd64,linux/arm64" },
    outfile: { type: "string", default: path.join(root, "dist/image.tar") },
    name: { type: "string", default: `localhost/kubectl-conformance:v${manifest.version}` },
    // zstd's; a low one is quick and large
    level: { type: "string", default: "19" },
    // Debian's archive, or a mirror of it
    debian: { type: "string" },
  },
});
const work = path.join(root, "dist/image");
const commit = readCommit(root);
const created = rfc3339(commit?.time ?? new Date(0));

function architectureOf(platform: string): Architecture {
  if (platform === "linux/amd64") return "amd64";
  if (platform === "linux/arm64") return "arm64";
  throw new Error(`--platforms ${platform}: choose from linux/amd64, linux/arm64`);
}

async function build(architecture: Architecture): Promise<PlatformImage & { readonly system: System }> {
  const binary = path.join(work, `kubectl-conformance-${architecture}`);
  const level = Number(values.level);
  // what may fail comes before what takes long
  const system = await systemFiles(architecture, work, values.debian);
  const modules = await compile(binary, commit, targets[architecture]);
  const made = imageSbom(
    sbom(lockfile, modules, commit ?? { name: "unknown", time: new Date(0) }),
    system.packages,
  );
  const own = [
    { path: "kubectl-conformance", mode: 0o755, data: await readFile(binary) },
    { path: "LICENSE", mode: 0o644, data: await readFile(path.join(root, "LICENSE")) },
    { path: "sbom.spdx.json", mode: 0o644, data: Buffer.from(`${JSON.stringify(made, null, 2)}\n`) },
  ];
  // the system apart, since it stays the same from one release to the next
  const layers = await Promise.all([makeLayer(system.files, level), makeLayer(own, level)]);
  const size = layers.reduce((sum, layer) => sum + layer.bytes.length, 0);
  process.stderr.write(`linux/${architecture}: ${(size / 1e6).toFixed(1)} MB compressed\n`);
  return { architecture, layers, system };
}

/** Which state of Debian is in it, for those who cannot look inside; one word for both architectures where they agree. */
function debianLabels(systems: readonly System[]): Record<string, string> {
  const words = (of: (system: System) => readonly string[]) => [...new Set(systems.flatMap(of))].join(" ");
  return {
    "kubectl-conformance.debian.packages": words(({ packages }) =>
      packages.map(({ name, version }) => `${name}=${version}`),
    ),
    "kubectl-conformance.debian.indexes": words(({ indexes }) =>
      indexes.map(({ suite, digest }) => `${suite}@${digest}`),
    ),
  };
}

await mkdir(work, { recursive: true });
const images: Awaited<ReturnType<typeof build>>[] = [];
try {
  for (const architecture of values.platforms.split(",").map(architectureOf))
    images.push(await build(architecture));
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
const { archive, digest } = ociArchive(
  images,
  {
    name: values.name,
    created,
    labels: {
      "org.opencontainers.image.title": manifest.name,
      "org.opencontainers.image.description": manifest.description,
      "org.opencontainers.image.version": `v${manifest.version}`,
      ...(commit === undefined ? {} : { "org.opencontainers.image.revision": commit.name }),
      "org.opencontainers.image.created": created,
      "org.opencontainers.image.licenses": `${manifest.license} AND LGPL-2.1-or-later AND MPL-2.0`,
      ...debianLabels(images.map(({ system }) => system)),
    },
  },
  {
    entrypoint: ["/kubectl-conformance"],
    env: ["HOME=/", "PATH=/", "NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt"],
    user: "65532:65532",
  },
);
const partial = `${values.outfile}.${process.pid}.tmp`;
await writeFile(partial, archive);
await rename(partial, values.outfile);
process.stdout.write(`${values.outfile} ${values.name}@${digest}\n`);
