import { isSecretName, redactArgv, redactText } from "../text/redact.ts";
import { record, text } from "./json.ts";

const hidden = "…";

/** A text from a cluster without what gives access: secrets in URLs, bearer tokens, JSON web tokens. */
export function redactedText(words: string): string {
  return redactText(words)
    .replace(/\b(Bearer|Basic) [\w.~+/-]{8,}=*/g, `$1 ${hidden}`)
    .replace(/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, hidden);
}

// whole copies of the object, with every value that is hidden elsewhere
const copies = /^(?:kubectl\.kubernetes\.io\/last-applied-configuration|.*\blast-applied\b.*)$/;

// fields of custom resources; the names of secrets and of their keys are not secret
const secretField =
  /(?:^token|password|passwd|(?:client|shared)_?secret|(?:api|access|secret|private)_?key|(?:bearer|auth|access|refresh)_?token)$/i;

/**
 * An object to be kept: without the values of environment variables, annotations, volume attributes and fields whose name says that they are
 * secret, and without the bookkeeping of the API server. A new value; the object may be any JSON.
 */
export function redactedObject(object: unknown): Readonly<Record<string, unknown>> {
  return record(redactedValue(object, ""));
}

function redactedValue(value: unknown, key: string): unknown {
  if (typeof value === "string") return secretField.test(key) ? hidden : redactedText(value);
  if (Array.isArray(value)) {
    if (key === "command" || key === "args")
      return redactArgv(value.filter((word) => typeof word === "string")).map(redactedText);
    return value.map((item) => (key === "env" ? redactedVariable(item) : redactedValue(item, key)));
  }
  if (typeof value !== "object" || value === null) return value;
  const isNamed = key === "annotations" || key === "volumeAttributes" || key === "options";
  const kept = Object.entries(record(value)).filter(
    ([name]) => name !== "managedFields" && !(key === "annotations" && copies.test(name)),
  );
  return Object.fromEntries(
    kept.map(([name, one]) => [name, isNamed && isSecretName(name) ? hidden : redactedValue(one, name)]),
  );
}

function redactedVariable(variable: unknown): unknown {
  const fields = record(variable);
  const isSecret = isSecretName(text(fields.name) ?? "");
  return redactedValue(isSecret && fields.value !== undefined ? { ...fields, value: hidden } : fields, "");
}
