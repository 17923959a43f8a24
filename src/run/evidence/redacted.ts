import { record, text } from "../../kube/json.ts";
import { isSecretName, redactArgv, redactText } from "../../text/redact.ts";

const hidden = "…";

/** A text from a cluster without what gives access: secrets in URLs, bearer tokens, JSON web tokens. */
export function redactedText(words: string): string {
  return redactText(words)
    .replace(/\b(Bearer|Basic) [\w.~+/-]{8,}=*/g, `$1 ${hidden}`)
    .replace(/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, hidden);
}

// whole copies of the object, with every value that is hidden elsewhere
const copies = /^(?:kubectl\.kubernetes\.io\/last-applied-configuration|.*\blast-applied\b.*)$/;

/**
 * A pod to be kept: without the values of environment variables, annotations and volume attributes whose name says that they are secret,
 * and without the bookkeeping of the API server. A new value; the pod may be any JSON.
 */
export function redactedPod(pod: unknown): Readonly<Record<string, unknown>> {
  return record(redactedValue(pod, ""));
}

function redactedValue(value: unknown, key: string): unknown {
  if (typeof value === "string") return redactedText(value);
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
