// Makes a release of the checked out commit: npm run release [-- --repository https://github.com/… --outdir dist/release]
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import manifest from "../package.json" with { type: "json" };
import lockfile from "../package-lock.json" with { type: "json" };
import { tarGz, zip } from "./release/archive.ts";
import { readCommit } from "./release/commit.ts";
import { compile, root } from "./release/compile.ts";
import { krewManifest, type Manifest } from "./release/krew.ts";
import { archiveFaults, manifestFaults } from "./release/krew-rules.ts";
import { archiveName, binaryName, platformName, platforms } from "./release/platforms.ts";
import { sbom } from "./release/sbom.ts";
import { unpack } from "./release/unpack.ts";

const { GITHUB_SERVER_URL = "https://github.com", GITHUB_REPOSITORY } = process.env;
const { values } = parseArgs({
  options: {
    outdir: { type: "string", default: path.join(root, "dist/release") },
    // where the release will stand; a workflow on GitHub knows it
    repository: {
      type: "string",
      default: GITHUB_REPOSITORY === undefined ? undefined : `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`,
    },
  },
});
const commit = readCommit(root);
if (commit === undefined) throw new Error("a release is made from a git checkout");
if (commit.name.endsWith("-dirty")) process.stderr.write("warning: the tree has changes beyond its commit\n");
if (values.repository === undefined)
  process.stderr.write("warning: no --repository, so conformance.yaml has addresses of example.com\n");
const repository = values.repository ?? "https://example.com/kubectl-conformance";

const partial = `${values.outdir}.${process.pid}.tmp`;
await mkdir(partial, { recursive: true });
const checksums = new Map<string, string>();
async function put(name: string, data: Uint8Array): Promise<void> {
  await writeFile(path.join(partial, name), data);
  checksums.set(name, createHash("sha256").update(data).digest("hex"));
}

const papers = await Promise.all(
  ["LICENSE", "README.md"].map(async (name) => {
    return { name, mode: 0o644, data: await readFile(path.join(root, name)) };
  }),
);
const modules = new Set<string>();
for (const platform of platforms) {
  const name = binaryName(platform);
  const binary = path.join(root, "dist/bin", platformName(platform), name);
  for (const file of await compile(binary, commit, platform.target)) modules.add(file);
  const files = [{ name, mode: 0o755, data: await readFile(binary) }, ...papers];
  const pack = platform.os === "windows" ? zip : tarGz;
  await put(archiveName(platform), pack(files, commit.time));
}
const parts = sbom(lockfile, [...modules], commit);
await put("sbom.spdx.json", Buffer.from(`${JSON.stringify(parts, null, 2)}\n`));
const template = await readFile(path.join(root, "krew/conformance.yaml"), "utf8");
const krew = krewManifest(template, platforms, { version: `v${manifest.version}`, repository, checksums });
const read: Manifest = parse(krew);
const faults = manifestFaults(read, "conformance.yaml");
for (const platform of read.spec.platforms) {
  const archive = path.basename(platform.uri);
  // from the disk: what is judged is what people get
  const found = archiveFaults(platform, unpack(await readFile(path.join(partial, archive))));
  faults.push(...found.map((fault) => `${archive}: ${fault}`));
}
if (faults.length > 0) throw new Error(`krew would refuse the release: ${faults.join("; ")}`);
await put("conformance.yaml", Buffer.from(krew));
const lines = [...checksums].map(([name, sha256]) => `${sha256}  ${name}\n`).sort((a, b) => order(a, b));
await writeFile(path.join(partial, "checksums.txt"), lines.join(""));

await rm(values.outdir, { recursive: true, force: true });
await rename(partial, values.outdir);
process.stdout.write(`${values.outdir}\n${lines.join("")}`);

function order(a: string, b: string): number {
  return a.slice(66) < b.slice(66) ? -1 : 1;
}
