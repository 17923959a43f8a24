import { record, text } from "../kube/json.ts";
import { redactedObject, redactedText } from "../kube/redacted.ts";
import { isSecretName } from "../text/redact.ts";
import { withoutSecrets } from "../text/secrets.ts";

const hidden = "…";

/** A kind of object, as the server names it. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * An object as it goes into a dump: whole but for the API server's bookkeeping or, if it is redacted, also without what gives access. Of a
 * Secret, only the names of its keys are ever kept. Pure.
 */
export function keptObject(object: unknown, { apiVersion, kind }: Kind, redact: boolean): object {
  const item = record(object);
  const isCore = apiVersion === "v1";
  if (isCore && kind === "Secret") {
    const { data, stringData: _, ...rest } = item;
    return { apiVersion, kind, ...redactedObject(rest), data: names(data) };
  }
  if (!redact) {
    const { managedFields: _, ...metadata } = record(item.metadata);
    return { apiVersion, kind, ...item, metadata };
  }
  if (isCore && kind === "ConfigMap") {
    const { data, binaryData, ...rest } = item;
    return {
      apiVersion,
      kind,
      ...redactedObject(rest),
      ...(data === undefined ? {} : { data: texts(data) }),
      ...(binaryData === undefined ? {} : { binaryData: names(binaryData) }),
    };
  }
  return { apiVersion, kind, ...redactedObject(item) };
}

function names(data: unknown): Record<string, string> {
  return Object.fromEntries(Object.keys(record(data)).map((key) => [key, hidden]));
}

function texts(data: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(data)).map(([key, value]) => {
      const isSecret = isSecretName(key) && key !== "key";
      return [key, isSecret ? hidden : withoutSecrets(redactedText(text(value) ?? ""))];
    }),
  );
}
