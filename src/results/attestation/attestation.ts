import type { KeyObject } from "node:crypto";
import path from "node:path";
import { InputError } from "../../errors.ts";
import { readFileWithin } from "../../process/read-file.ts";
import { parseAs } from "../../schema/faults.ts";
import { keyId, sealed, unsealed } from "./envelope.ts";
import { type Attested, attestedFiles, resultOf, statementSchema, statementText } from "./statement.ts";

/** The file in a run's folder that contains its attestation. */
export const attestationFile = "attestation.intoto.json";

// bytes; the names of 7,400 specs come to one million
const most = 16 * 2 ** 20;

/** The statement about a run, unsigned. Throws InputError for a run without a verdict. */
export function statementOf(attested: Attested): string {
  const { id, reason } = attested.record;
  const result = resultOf(attested.record);
  if (result === undefined) {
    throw new InputError(`run ${id} has no verdict to attest${reason === undefined ? "" : `: ${reason}`}`, {
      fix: "attest a run whose suite finished",
    });
  }
  return statementText(attested, result);
}

/** The statement about a run, signed. Throws InputError for a run without a verdict. */
export function attestationOf(attested: Attested, key: KeyObject): string {
  return sealed(statementOf(attested), key);
}

/** The text of a folder's attestation; undefined if it has none. Throws InputError if it cannot be read. */
export async function readAttestation(dir: string, signal: AbortSignal): Promise<string | undefined> {
  const file = path.join(dir, attestationFile);
  const reading = await readFileWithin(file, { most, refuseLinks: true, signal });
  if (reading.kind === "absent") return undefined;
  if (reading.kind !== "read") throw new InputError(`${file}: ${reading.why}`);
  return new TextDecoder().decode(reading.bytes);
}

/** Why an attestation is not valid: signed with another key, or about other files; empty if it is valid. */
export function attestationFaults(text: string, key: KeyObject, attested: Omit<Attested, "specs">): string[] {
  try {
    const signed = unsealed(text, key);
    if (signed === undefined)
      return [`${attestationFile} was changed, or not signed by key ${keyId(key).slice(0, 12)}`];
    const { subject, predicate } = parseAs(statementSchema, signed);
    const files = attestedFiles(attested);
    const named = new Map(subject.map(({ name, digest }) => [name, digest.sha256]));
    const result = resultOf(attested.record);
    return [
      ...subject
        .filter(({ name, digest }) => files.get(name) !== digest.sha256)
        .map(({ name, digest }) => `${attestationFile} attests ${name} with sha256 ${digest.sha256}`),
      ...[...files.keys()]
        .filter((name) => !named.has(name))
        .map((name) => `${attestationFile} does not attest ${name}`),
      ...(predicate.result === result
        ? []
        : [`${attestationFile} attests ${predicate.result}, run.json says ${attested.record.verdict}`]),
    ];
  } catch (error) {
    if (error instanceof SyntaxError) return [`${attestationFile} is not an attestation: ${error.message}`];
    throw error;
  }
}
