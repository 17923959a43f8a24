// Makes the package for npm, bundled for Node: npm run build:npm
import { chmod, copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import manifest from "../package.json" with { type: "json" };
import { readCommit } from "./release/commit.ts";
import { buildDefines, entrypoints, root } from "./release/compile.ts";

const target = path.join(root, "dist/npm");
const unfinished = `${target}.${process.pid}.tmp`;
await mkdir(unfinished, { recursive: true });

const built = await Bun.build({
  entrypoints,
  root: path.join(root, "src"),
  outdir: path.join(unfinished, "bin"),
  target: "node",
  // each command loads only what it needs, as from source
  splitting: true,
  minify: true,
  define: buildDefines(readCommit(root)),
  naming: { entry: "[dir]/[name].js", chunk: "[name]-[hash].js" },
});
if (!built.success) throw new AggregateError(built.logs, "the bundle failed");
const command = path.join(unfinished, "bin/kubectl-conformance.js");
await copyFile(path.join(root, "scripts/npm/kubectl-conformance.js"), command);
await chmod(command, 0o755);

const { name, version, description, license } = manifest;
const published = {
  name,
  version,
  description,
  license,
  keywords: ["kubernetes", "conformance", "kubectl", "kubectl-plugin"],
  type: "module",
  bin: { [name]: "bin/kubectl-conformance.js" },
  files: ["bin"],
  engines: { node: ">=22" },
};
await writeFile(path.join(unfinished, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
for (const paper of ["README.md", "LICENSE"])
  await copyFile(path.join(root, paper), path.join(unfinished, paper));
await rm(target, { recursive: true, force: true });
await rename(unfinished, target);
process.stdout.write(`${target}\n`);
