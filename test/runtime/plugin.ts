import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { extract } from "tar";
import { parse } from "yaml";
import { call } from "../../scripts/image/process.ts";
import type { Manifest } from "../../scripts/release/krew.ts";
import { archiveFaults } from "../../scripts/release/krew-rules.ts";
import { unpack } from "../../scripts/release/unpack.ts";
import { built, type Judged, needing, type Way } from "./way.ts";

const manifestFile = path.join(built.release, "conformance.yaml");
const made = { [manifestFile]: "npm run release" };

/** By the real kubectl: with the program on the PATH, as krew installs it, and by krew itself where it is here. */
export async function pluginWays(folder: string): Promise<readonly Way[]> {
  const kubectl = Bun.which("kubectl");
  const krew = Bun.which("kubectl-krew") ?? Bun.which("krew");
  const on = (name: string, place: string, command: string): Way => {
    return { name, command: [command, "conformance"], env: { PATH: `${place}:${process.env.PATH}` } };
  };
  const plugin = (name: string, lay: (kubectl: string) => string | Promise<string>): Promise<Way> =>
    needing(name, made, async () => {
      if (kubectl === null) return { name, leftOut: "no kubectl on the PATH" };
      return on(name, await lay(kubectl), kubectl);
    });
  return [
    await plugin("kubectl plugin", () => path.dirname(built.bin("linux_amd64"))),
    await plugin("krew's layout", () => asKrew(path.join(folder, "laid-out"))),
    krew === null
      ? { name: "krew", leftOut: "no krew on the PATH" }
      : await plugin("krew", () => byKrew(krew, path.join(folder, "krew"))),
  ];
}

/** Whether `kubectl plugin list` has the program where krew lays it, and warns of nothing. */
export function pluginListed(folder: string): Judged {
  const name = "kubectl plugin list";
  const kubectl = Bun.which("kubectl");
  if (kubectl === null) return { name, leftOut: "no kubectl on the PATH" };
  if (!existsSync(manifestFile)) return { name, leftOut: "no dist/release: npm run release" };
  const place = asKrew(path.join(folder, "listed"));
  const ran = spawnSync(kubectl, ["plugin", "list"], {
    env: { PATH: place, HOME: folder },
    encoding: "utf8",
  });
  const said = `${ran.stdout}${ran.stderr}`;
  const listed = ran.stdout.split("\n").includes(path.join(place, "kubectl-conformance"));
  return ran.status === 0 && listed && !/warning/i.test(said) ? { name } : { name, wrong: said.trim() };
}

/**
 * What krew's installer does with the manifest and an archive (krew `internal/installation`): the archive judged and
 * unpacked, `files` moved into the store, a link made; gives the folder of the link.
 */
function asKrew(krew: string): string {
  const { metadata, spec }: Manifest = parse(readFileSync(manifestFile, "utf8"));
  const platform = spec.platforms.find(
    ({ selector: { matchLabels } }) => matchLabels.os === "linux" && matchLabels.arch === "amd64",
  );
  if (platform === undefined) throw new Error("the manifest has no linux/amd64");
  const archive = path.join(built.release, path.basename(platform.uri));
  const faults = archiveFaults(platform, unpack(readFileSync(archive)));
  if (faults.length > 0) throw new Error(`${archive}: ${faults.join("; ")}`);
  const [store, bin] = [path.join(krew, "store", metadata.name, spec.version), path.join(krew, "bin")];
  for (const place of [store, bin]) mkdirSync(place, { recursive: true });
  // every `to` is the store itself: what is not listed stays in the archive
  extract(
    { file: archive, cwd: store, sync: true },
    platform.files.map(({ from }) => from),
  );
  symlinkSync(path.join(store, platform.bin), path.join(bin, `kubectl-${metadata.name}`));
  return bin;
}

async function byKrew(krew: string, root: string): Promise<string> {
  const archive = path.join(built.release, "kubectl-conformance_linux_amd64.tar.gz");
  await call("env", [
    `KREW_ROOT=${root}`,
    krew,
    "install",
    `--manifest=${manifestFile}`,
    `--archive=${archive}`,
  ]);
  return path.join(root, "bin");
}
