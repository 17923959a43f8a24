import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { newestPins, type Pins } from "./image/apt.ts";

// Pins the packages of Debian that the image and the tests take to the versions that Debian has now: each of its point releases takes the
// old ones away.

const root = path.resolve(import.meta.dirname, "..");
const folder = await mkdtemp(path.join(tmpdir(), "update-debian-"));
try {
  for (const name of ["scripts/image/debian.json", "test/runtime/musl/debian.json"]) {
    const file = path.join(root, name);
    const pins: Pins = JSON.parse(await readFile(file, "utf8"));
    await writeFile(file, `${JSON.stringify(await newestPins(pins, folder), null, 2)}\n`);
    process.stdout.write(`${file}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
