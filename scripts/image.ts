// Builds the container image without a builder: npm run image [-- --platforms linux/amd64 --outfile dist/image.tar --name registry/name:tag]
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import manifest from "../package.json" with { type: "json" };
import type { Architecture } from "./image/apt.ts";
import { systemFiles } from "./image/debian.ts";
import { makeLayer } from "./image/layer.ts";
import { ociArchive, type PlatformImage } from "./image/oci.ts";
import { readCommit } from "./release/commit.ts";
import { compile, rfc3339, root } from "./release/compile.ts";

// the baseline of x64 also runs without AVX2, which virtual machines often lack
const targets = { amd64: "bun-linux-x64-baseline", arm64: "bun-linux-arm64" } as const;
const { values } = parseArgs({
  options: {
    platforms: { type: "string", default: "linux/amd64,linux/arm64" },
    outfile: { type: "string", default: path.join(root, "dist/image.tar") },
    name: { type: "string", default: `localhost/kubectl-conformance:v${manifest.version}` },
    // zstd's; a low one is quick and large
    level: { type: "string", default: "19" },
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

async function build(architecture: Architecture): Promise<PlatformImage> {
  const binary = path.join(work, `kubectl-conformance-${architecture}`);
  await compile(binary, commit, targets[architecture]);
  const level = Number(values.level);
  const system = await systemFiles(architecture, work);
  const program = { path: "kubectl-conformance", mode: 0o755, data: await readFile(binary) };
  const licence = { path: "LICENSE", mode: 0o644, data: await readFile(path.join(root, "LICENSE")) };
  // the system apart, since it stays the same from one release to the next
  const layers = await Promise.all([makeLayer(system, level), makeLayer([program, licence], level)]);
  const size = layers.reduce((sum, layer) => sum + layer.bytes.length, 0);
  process.stderr.write(`linux/${architecture}: ${(size / 1e6).toFixed(1)} MB compressed\n`);
  return { architecture, layers };
}

await mkdir(work, { recursive: true });
const images: PlatformImage[] = [];
for (const architecture of values.platforms.split(",").map(architectureOf))
  images.push(await build(architecture));
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
