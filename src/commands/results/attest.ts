import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import { safe, safeJson } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `results attest [DIR]`: a signed statement about a run's files. */
export function attestCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((folder, flags) => attest(context, folder, flags));
}

function declared({ name }: Context) {
  return new Command("attest")
    .summary("sign a statement about a run's files")
    .description(
      "Creates an in-toto statement about the files of a run: their sha256, the verdict, and the names of the tests that passed and failed. With --key, it is signed and written into the folder as attestation.intoto.json, a DSSE envelope that results verify and cosign check. Without it, the unsigned statement is printed, for a tool that signs without a key. A folder that is not as the run left it is refused.",
    )
    .argument("[folder]", "the results folder of a run (default: the newest under conformance-results/)")
    .option(
      "--key <file>",
      "the private key to sign with: PEM, ECDSA on P-256 or Ed25519, without a passphrase; e.g. --key key.pem",
    )
    .addHelpText(
      "after",
      `
Examples:
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem
  openssl pkey -in key.pem -pubout -out key.pub
  ${name} results attest conformance-results/20261120-2215-k3x9 --key key.pem
  ${name} results verify conformance-results/20261120-2215-k3x9 --key key.pub
  # in a workflow that has an OIDC token: without a key
  ${name} results attest > statement.json
  cosign attest-blob --statement statement.json --bundle attestation.sigstore.json --yes

Exit codes:
  0 attested   2 bad usage, or the folder cannot be attested`,
    );
}

type AttestFlags = FlagsOf<typeof declared>;

/** Attests a folder. Throws InputError if it is not as a run left it, the key cannot be used, or it is already attested. */
async function attest(context: Context, given: string | undefined, flags: AttestFlags): Promise<void> {
  const path = await import("node:path");
  const { newestResults } = await import("../../results/read/newest.ts");
  const { attestationFile, attestationOf, readAttestation, statementOf } = await import(
    "../../results/attestation/attestation.ts"
  );
  const { readSigningKey } = await import("../../results/attestation/keys.ts");
  const { writeWhole } = await import("../../results/files.ts");
  const { verifyFolder } = await import("../../results/verify.ts");
  const { io, name } = context;
  const key = flags.key === undefined ? undefined : await readSigningKey(flags.key, io);
  const folder = given ?? (await newestResults(io.cwd));
  const dir = path.resolve(io.cwd, folder);
  const found = await verifyFolder(dir, io.signal);
  if (found.faults.length > 0) {
    throw new InputError(`${folder} is not as run ${found.record.id} left it: ${found.faults.join("; ")}`, {
      fix: "attest a folder in which results verify finds no fault",
    });
  }
  if (key === undefined) {
    io.stdout.write(`${statementOf(found).split("\n").map(safeJson).join("\n")}\n`);
    return;
  }
  const file = path.join(folder, attestationFile);
  if ((await readAttestation(dir, io.signal)) !== undefined)
    throw new InputError(`${file} already exists`, { fix: "check it with results verify, or remove it" });
  await writeWhole(path.join(dir, attestationFile), attestationOf(found, key));
  io.stderr.write(`${safe(`${file}: ${found.record.verdict}, ${found.files.length + 1} files`)}\n`);
  io.stderr.write(`to check it: ${name} results verify ${safe(folder)} --key PUBLIC_KEY\n`);
}
