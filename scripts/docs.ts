// Writes the commands' reference and man pages from their declarations: npm run docs
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pages } from "./docs/pages.ts";

const root = path.resolve(import.meta.dirname, "..");
const before = (file: string) => {
  const there = path.join(root, file);
  return existsSync(there) ? readFileSync(there, "utf8") : undefined;
};
const made = await pages(new Date().toISOString().slice(0, "2026-11-20".length), before);
for (const folder of ["docs/reference", "docs/man"]) {
  await rm(path.join(root, folder), { recursive: true, force: true });
  await mkdir(path.join(root, folder), { recursive: true });
}
for (const [file, text] of made) await writeFile(path.join(root, file), text);
process.stdout.write(`${made.size} pages in docs/reference and docs/man\n`);
