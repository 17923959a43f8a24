import type { KeyObject } from "node:crypto";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { exitCode } from "../../errors.ts";
import type { Verification } from "../../results/verify.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `results verify [DIR]`: whether a folder is still what the run left. */
export function verifyCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((folder, flags) => verify(context, folder, flags));
}

function declared({ name }: Context) {
  return new Command("verify")
    .summary("check that a run's folder is as the run left it")
    .description(
      "Checks the folder of a run: each file against the sha256 in its run.json, e2e.log against junit_01.xml, and the verdict by judging the files again. It names each file that was changed, and those that run.json does not list, such as pods.txt and events.jsonl. With --key, it also checks that the folder is as results attest signed it; without, anyone who can write to the folder could have changed run.json too.",
    )
    .argument("[folder]", "the results folder of a run (default: the newest under conformance-results/)")
    .option(
      "--key <file>",
      "the public key, in PEM, of the key that the folder's attestation must be signed with",
    )
    .addOption(
      new Option("-o, --output <format>", "how to print").choices(["table", "json"]).default("table"),
    )
    .addHelpText(
      "after",
      `
Examples:
  ${name} results verify conformance-results/20261120-2215-k3x9
  ${name} results verify --key key.pub
  ${name} results verify -o json | jq -r '.faults[]'

Exit codes:
  0 unchanged   1 something was changed   2 bad usage, or the folder cannot be read`,
    );
}

type VerifyFlags = FlagsOf<typeof declared>;

/** Checks a folder and prints what has changed. Throws InputError if it is not the folder of a run. */
async function verify(context: Context, given: string | undefined, flags: VerifyFlags): Promise<void> {
  const path = await import("node:path");
  const { newestResults } = await import("../../results/read/newest.ts");
  const { verifyFolder } = await import("../../results/verify.ts");
  const { io, exit } = context;
  const { key } = flags;
  const publicKey = key === undefined ? undefined : await readKey(key, io);
  const folder = given ?? (await newestResults(io.cwd));
  const dir = path.resolve(io.cwd, folder);
  const found = await verifyFolder(dir, io.signal);
  const { record, files, judged } = found;
  const attestation = await checkAttestation(dir, publicKey, found, io.signal);
  const { unlistedFiles } = await import("../../results/unlisted.ts");
  const { attestationFile } = await import("../../results/attestation/attestation.ts");
  const listed = new Set(["run.json", attestationFile, ...files.map((file) => file.path)]);
  const unlisted = await unlistedFiles(dir, listed);
  const faults = [...found.faults, ...attestation.faults];
  if (flags.output === "json") {
    const { jsonText } = await import("../../text/printed.ts");
    const { verdict, certifiable } = record;
    const shown = { verdict, certifiable, judged, files, unlisted, attestation: attestation.is, faults };
    io.stdout.write(jsonText({ folder, run: record.id, ...shown }));
  } else {
    const good = `${folder}: all ${files.length} files are as run ${record.id} left them, and e2e.log, junit_01.xml and run.json agree: ${record.verdict}${record.certifiable ? ", certifiable" : ""}`;
    const lines =
      faults.length === 0
        ? [`${good}${attestation.is === "signed" ? "; signed with this key" : ""}`]
        : [`${folder} is not as run ${record.id} left it:`, ...faults.map((fault) => `  ${fault}`)];
    if (attestation.is === "unchecked") lines.push("its attestation was not checked: use --key");
    if (unlisted.length > 0)
      lines.push(`not checked, because run.json does not list them: ${named(unlisted)}`);
    io.stdout.write(lines.map((line) => `${safe(line)}\n`).join(""));
  }
  exit(faults.length === 0 ? exitCode.passed : exitCode.testsFailed);
}

const mostNamed = 5;

function named(files: readonly string[]): string {
  const left = files.length - mostNamed;
  return `${files.slice(0, mostNamed).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
}

async function readKey(file: string, io: Context["io"]): Promise<KeyObject> {
  const { readPublicKey } = await import("../../results/attestation/keys.ts");
  return readPublicKey(file, io);
}

/** The state of a folder's attestation. */
async function checkAttestation(
  dir: string,
  key: KeyObject | undefined,
  found: Verification,
  signal: AbortSignal,
): Promise<{ is: "absent" | "unchecked" | "signed" | "wrong"; faults: readonly string[] }> {
  const { attestationFaults, attestationFile, readAttestation } = await import(
    "../../results/attestation/attestation.ts"
  );
  const text = await readAttestation(dir, signal);
  if (text === undefined)
    return { is: "absent", faults: key === undefined ? [] : [`${attestationFile} is missing`] };
  if (key === undefined) return { is: "unchecked", faults: [] };
  const faults = attestationFaults(text, key, found);
  return { is: faults.length === 0 ? "signed" : "wrong", faults };
}
