import { mkdir } from "node:fs/promises";
import path from "node:path";
import { call } from "../../scripts/image/process.ts";
import { root } from "../../scripts/release/compile.ts";
import { imageWays } from "./image.ts";
import { muslWays } from "./musl.ts";
import { pluginWays } from "./plugin.ts";
import { underQemu } from "./rooted.ts";
import { built, needing, type Way } from "./way.ts";

const runtime = (name: string) => path.join(root, "node_modules/.bin", name);
const source = path.join(root, "src/main.ts");

/** The variables that Deno must be let read; the README names them too. */
const denoEnvironment = "HOME,PATH,KUBECONFIG,TMPDIR,TMP,TEMP";

/** Every way to run the program; what it writes goes beneath `folder`. */
export async function ways(folder: string): Promise<readonly Way[]> {
  const least = ["--allow-net", "--allow-read", `--allow-write=${folder}`, `--allow-env=${denoEnvironment}`];
  const linux = built.bin("linux_amd64");
  return [
    { name: "bun", command: [runtime("bun"), source] },
    { name: "deno", command: [runtime("deno"), "run", "--no-prompt", "-A", source] },
    {
      name: "deno, least",
      command: [runtime("deno"), "run", "--no-prompt", ...least, source],
      env: { TMPDIR: folder },
    },
    { name: "node", command: [runtime("node"), source] },
    await npmPackage(path.join(folder, "npm")),
    await needing("compiled", { [linux]: "npm run release" }, () => {
      return { name: "compiled", command: [linux] };
    }),
    await underQemu("arm64", { root: "/usr/aarch64-linux-gnu", program: built.bin("linux_arm64") }),
    ...(await muslWays(folder)),
    ...(await imageWays(folder)),
    ...(await pluginWays(folder)),
  ];
}

/** Packed and installed as npm does it, and run by the Node of this repository. */
function npmPackage(prefix: string): Promise<Way> {
  const name = "npm package";
  return needing(name, { [built.npm]: "npm run build:npm" }, async () => {
    await mkdir(prefix);
    const packed = JSON.parse(await call("npm", ["pack", "--json", "--pack-destination", prefix, built.npm]));
    const archive = path.join(prefix, packed[0].filename);
    await call("npm", ["install", "--offline", "--prefix", prefix, archive]);
    return {
      name,
      command: [path.join(prefix, "node_modules/.bin/kubectl-conformance")],
      env: { PATH: `${path.join(root, "node_modules/node/bin")}:${process.env.PATH}` },
    };
  });
}
