// Compiles the program into one file: npm run build [-- --target bun-linux-arm64 --outfile dist/elsewhere], or -- --all
import path from "node:path";
import { parseArgs } from "node:util";
import { readCommit } from "./release/commit.ts";
import { compile, root } from "./release/compile.ts";
import { binaryName, platformName, platforms } from "./release/platforms.ts";

const { values } = parseArgs({
  options: {
    target: { type: "string" },
    outfile: { type: "string", default: "dist/kubectl-conformance" },
    // every platform of a release, each in a folder of dist/bin
    all: { type: "boolean", default: false },
  },
});

const commit = readCommit(root);
if (values.all) {
  for (const platform of platforms) {
    const outfile = path.join(root, "dist/bin", platformName(platform), binaryName(platform));
    await compile(outfile, commit, platform.target);
    process.stdout.write(`${path.relative(root, outfile)}\n`);
  }
} else {
  await compile(values.outfile, commit, values.target as Bun.Build.CompileTarget | undefined);
  process.stdout.write(`${values.outfile}\n`);
}
