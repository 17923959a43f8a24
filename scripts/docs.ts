// Writes the commands' reference and man pages from their declarations: npm run docs
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pages } from "./docs/pages.ts";

const root = path.resolve(import.meta.dirname, "..");
const made = await pages();
for (const folder of ["docs/reference", "docs/man"]) {
  await rm(path.join(root, folder), { recursive: true, force: true });
  await mkdir(path.join(root, folder), { recursive: true });
}
for (const [file, text] of made) await writeFile(path.join(root, file), text);
process.stdout.write(`${made.size} pages in docs/reference and docs/man\n`);
