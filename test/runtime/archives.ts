import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { Manifest, ManifestPlatform } from "../../scripts/release/krew.ts";
import { archiveFaults } from "../../scripts/release/krew-rules.ts";
import { signatureFault } from "../../scripts/release/mach-o.ts";
import { unpack } from "../../scripts/release/unpack.ts";
import { built, type Judged } from "./way.ts";

const largest = 140_000_000;

/**
 * The release's archives that krew installs, one for each machine, most of which are not this one: whether krew takes
 * it, and whether the program in it is one for its machine, of its size, and signed where macOS looks at that.
 */
export function* archivesJudged(): Generator<Judged> {
  const manifestFile = path.join(built.release, "conformance.yaml");
  if (!existsSync(manifestFile)) {
    yield { name: "archives", leftOut: "no dist/release: npm run release" };
    return;
  }
  const { spec }: Manifest = parse(readFileSync(manifestFile, "utf8"));
  for (const platform of spec.platforms) {
    const { os, arch } = platform.selector.matchLabels;
    const wrong = faultsOf(platform, `${formats[os ?? ""]} ${arch}`).join("; ");
    yield { name: `krew, ${os}/${arch}`, ...(wrong === "" ? {} : { wrong }) };
  }
}

const formats: Readonly<Record<string, string>> = { linux: "ELF", darwin: "Mach-O", windows: "PE" };

function faultsOf(platform: ManifestPlatform, wanted: string): readonly string[] {
  const archive = unpack(readFileSync(path.join(built.release, path.basename(platform.uri))));
  const faults = archiveFaults(platform, archive);
  const program = Buffer.from(archive.files.find(({ name }) => name === platform.bin)?.data ?? []);
  const found = formatOf(program);
  if (found !== wanted) return [...faults, `the program is ${found}, not ${wanted}`];
  if (program.length > largest) faults.push(`the program has ${program.length} bytes`);
  const signature = found.startsWith("Mach-O") ? signatureFault(program) : undefined;
  return signature === undefined ? faults : [...faults, `the program ${signature}`];
}

/** The format and the machine in a program's head (ELF `e_machine`; Mach-O `cputype`; PE `Machine` behind `PE\0\0`). */
function formatOf(bytes: Buffer): string {
  if (bytes.length < 64) return "no program";
  if (bytes.toString("latin1", 0, 4) === "\x7fELF")
    return `ELF ${{ 62: "amd64", 183: "arm64" }[bytes.readUInt16LE(18)] ?? "?"}`;
  if (bytes.readUInt32LE(0) === 0xfeedfacf)
    return `Mach-O ${{ 16777223: "amd64", 16777228: "arm64" }[bytes.readUInt32LE(4)] ?? "?"}`;
  const at = bytes.toString("latin1", 0, 2) === "MZ" ? bytes.readUInt32LE(0x3c) : 0;
  if (bytes.toString("latin1", at, at + 4) !== "PE\0\0") return "of no known format";
  return `PE ${{ 34404: "amd64", 43620: "arm64" }[bytes.readUInt16LE(at + 4)] ?? "?"}`;
}
