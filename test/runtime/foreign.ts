import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../scripts/release/compile.ts";
import { binaryName, platformName, platforms } from "../../scripts/release/platforms.ts";

const largest = 140_000_000;

/** A program that cannot be run here: whether it is one for its machine, and of its size. */
export function foreignFaults(): readonly {
  readonly name: string;
  readonly wrong?: string;
  readonly leftOut?: string;
}[] {
  return platforms
    .filter(({ os }) => os !== "linux")
    .map((platform) => {
      const name = platformName(platform);
      const file = path.join(root, "dist/bin", name, binaryName(platform));
      if (!existsSync(file)) return { name, leftOut: "no dist/bin: npm run release" };
      const bytes = readFileSync(file);
      const found = formatOf(bytes);
      const wanted = `${platform.os === "darwin" ? "Mach-O" : "PE"} ${platform.arch}`;
      if (found !== wanted) return { name, wrong: `is ${found}, not ${wanted}` };
      return bytes.length < largest ? { name } : { name, wrong: `has ${bytes.length} bytes` };
    });
}

/** The format and the machine in a program's head (Mach-O `cputype`; PE `Machine` behind `PE\0\0`). */
function formatOf(bytes: Buffer): string {
  if (bytes.readUInt32LE(0) === 0xfeedfacf) {
    return `Mach-O ${{ 16777223: "amd64", 16777228: "arm64" }[bytes.readUInt32LE(4)] ?? "?"}`;
  }
  const at = bytes.toString("latin1", 0, 2) === "MZ" ? bytes.readUInt32LE(0x3c) : 0;
  if (bytes.toString("latin1", at, at + 4) !== "PE\0\0") return "neither Mach-O nor PE";
  return `PE ${{ 34404: "amd64", 43620: "arm64" }[bytes.readUInt16LE(at + 4)] ?? "?"}`;
}
