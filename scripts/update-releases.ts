/**
 * Takes in the newest releases of Kubernetes: writes everything that is held of each release anew.
 * `npm run update:releases` finds them itself; `npm run update:releases -- v1.36.3 v1.37.2 …` takes exactly those. It needs
 * `go` on the PATH.
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { updateImages } from "./releases/images.ts";
import { goModule } from "./releases/source.ts";
import { files, hasRuns, updateReleases } from "./releases/update.ts";

const folder = path.join(import.meta.dirname, "../src");
const named = process.argv.slice(2).map((word) => `v${word.replace(/^v/, "")}`);
for await (const line of updateReleases(goModule, folder, named)) process.stdout.write(`${line}\n`);
const { releases }: { releases: string[] } = JSON.parse(
  await readFile(path.join(folder, files.required), "utf8"),
);
const images = path.join(folder, "images");
for await (const line of updateImages(goModule, images, releases.filter(hasRuns)))
  process.stdout.write(`${line}\n`);
const written = Object.values(files)
  .map((name) => path.join(folder, name))
  .concat(path.join(images, "lists.json"));
await promisify(execFile)("biome", ["format", "--write", ...written]);
