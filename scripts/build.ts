// Compiles the program into one file: npm run build [-- --target bun-linux-arm64 --outfile dist/elsewhere]
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    target: { type: "string" },
    outfile: { type: "string", default: "dist/kubectl-conformance" },
  },
});

const built = await Bun.build({
  entrypoints: ["src/main.ts"],
  // compiled to bytecode it starts in half the time
  bytecode: true,
  minify: true,
  compile: {
    outfile: values.outfile,
    ...(values.target === undefined ? {} : { target: values.target as Bun.Build.CompileTarget }),
  },
});
if (!built.success) throw new AggregateError(built.logs, "the build failed");
process.stdout.write(`${values.outfile}\n`);
