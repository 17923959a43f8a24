import { chmod, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { extract } from "tar";
import type { Architecture } from "../../scripts/image/apt.ts";
import { call } from "../../scripts/image/process.ts";
import { inRoom, underQemu } from "./rooted.ts";
import { built, needing, type Way } from "./way.ts";

/** The image as a pod of `generate job` runs it, and the one for arm64 under qemu. */
export async function imageWays(folder: string): Promise<readonly Way[]> {
  const made = { [built.image]: "npm run image" };
  const unpack = (architecture: Architecture) =>
    unpackImage(built.image, architecture, path.join(folder, `image-${architecture}`));
  const here = await needing("image", made, async () => {
    const name = "image";
    if (process.getuid?.() !== 0) return { name, leftOut: "needs root" };
    const { entrypoint, ...image } = await unpack("amd64");
    const writable = path.join(folder, "volume");
    await mkdir(writable);
    await chmod(writable, 0o777); // the image's user is nobody of this machine
    return { name, writable, command: await inRoom({ ...image, writable }, entrypoint) };
  });
  const there = await needing("arm64 image", made, async () => {
    const { entrypoint, root } = await unpack("arm64");
    return await underQemu("arm64 image", { root, program: path.join(root, ...entrypoint) });
  });
  return [here, there];
}

/** An image as a container runtime starts it. */
interface Unpacked {
  readonly root: string;
  readonly entrypoint: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
}

interface Descriptor {
  readonly digest: string;
  readonly platform: { readonly architecture: string };
}

/** Unpacks the image of that machine out of an OCI archive, its layers one over the other, to `folder`. */
async function unpackImage(archive: string, architecture: Architecture, folder: string): Promise<Unpacked> {
  const layout = path.join(folder, "layout");
  const root = path.join(folder, "root");
  for (const made of [layout, root]) await mkdir(made, { recursive: true });
  await call("tar", ["-xf", archive, "-C", layout]);
  const blob = ({ digest }: Descriptor) => readFile(path.join(layout, "blobs", digest.replace(":", "/")));
  const json = async (descriptor: Descriptor) => JSON.parse((await blob(descriptor)).toString());
  const [named] = JSON.parse(await readFile(path.join(layout, "index.json"), "utf8")).manifests;
  const manifests: readonly Descriptor[] = (await json(named)).manifests;
  const wanted = manifests.find(({ platform }) => platform.architecture === architecture);
  if (wanted === undefined) throw new Error(`${archive} has no image for linux/${architecture}`);
  const manifest = await json(wanted);
  for (const layer of manifest.layers)
    extract({ cwd: root, sync: true }).end(zstdDecompressSync(await blob(layer)));
  const { config } = await json(manifest.config);
  const env = Object.fromEntries(config.Env.map((pair: string) => pair.split(/=(.*)/s, 2)));
  return { root, entrypoint: config.Entrypoint, env, user: config.User };
}
