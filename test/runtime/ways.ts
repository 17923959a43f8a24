import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { root } from "../../scripts/release/compile.ts";

/** A way to run the program, or why it cannot be run here. */
export interface Way {
  readonly name: string;
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly leftOut?: string;
}

const runtime = (name: string) => path.join(root, "node_modules/.bin", name);
const source = path.join(root, "src/main.ts");
const linux = path.join(root, "dist/bin/linux_amd64/kubectl-conformance");
const arm = path.join(root, "dist/bin/linux_arm64/kubectl-conformance");
const bundle = path.join(root, "dist/npm/bin/kubectl-conformance.js");

/** The variables that Deno must be let read; the README names them too. */
const denoEnvironment = "HOME,PATH,KUBECONFIG,TMPDIR,TMP,TEMP";

/** Every way to run the program; what it writes goes beneath `folder`. */
export function ways(folder: string): readonly Way[] {
  const least = ["--allow-net", "--allow-read", `--allow-write=${folder}`, `--allow-env=${denoEnvironment}`];
  return [
    { name: "bun", command: [runtime("bun"), source] },
    { name: "deno", command: [runtime("deno"), "run", "--no-prompt", "-A", source] },
    {
      name: "deno, least",
      command: [runtime("deno"), "run", "--no-prompt", ...least, source],
      env: { TMPDIR: folder },
    },
    { name: "node", command: [runtime("node"), source] },
    needing(bundle, "npm run build:npm", { name: "npm package", command: [runtime("node"), bundle] }),
    needing(linux, "npm run release", { name: "compiled", command: [linux] }),
    arm64(),
    ...asPlugin(folder),
  ];
}

function needing(file: string, made: string, way: Way): Way {
  return existsSync(file) ? way : { name: way.name, leftOut: `no ${path.relative(root, file)}: ${made}` };
}

function arm64(): Way {
  const name = "arm64 (qemu)";
  const libraries = "/usr/aarch64-linux-gnu";
  const qemu = Bun.which("qemu-aarch64");
  if (qemu === null || !existsSync(libraries))
    return { name, leftOut: "needs Debian's qemu-user and libc6-arm64-cross" };
  return needing(arm, "npm run release", { name, command: [qemu, "-L", libraries, arm] });
}

/** By the real kubectl: with the program on the PATH, and as krew installs it, a link into its store. */
function asPlugin(folder: string): readonly Way[] {
  const names = ["kubectl plugin", "krew's layout"];
  const kubectl = Bun.which("kubectl");
  if (kubectl === null) return names.map((name) => ({ name, leftOut: "no kubectl on the PATH" }));
  if (!existsSync(linux)) return names.map((name) => ({ name, leftOut: "no dist/bin: npm run release" }));
  const krew = path.join(folder, "krew");
  const store = path.join(krew, "store/conformance/v0.1.0");
  for (const made of [store, path.join(krew, "bin")]) mkdirSync(made, { recursive: true });
  symlinkSync(linux, path.join(store, "kubectl-conformance"));
  symlinkSync(path.join(store, "kubectl-conformance"), path.join(krew, "bin/kubectl-conformance"));
  return [path.dirname(linux), path.join(krew, "bin")].map((place, index) => ({
    name: names[index] ?? "",
    command: [kubectl, "conformance"],
    env: { PATH: `${place}:${process.env.PATH}` },
  }));
}
