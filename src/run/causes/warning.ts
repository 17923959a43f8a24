import type { Codec } from "../../kube/codec.ts";
import { record, text } from "../../kube/json.ts";
import { itemsOf } from "../../kube/objects.ts";

/** A warning event, as far as it is used: a cluster has many of them. */
export interface Warning {
  readonly uid: string;
  readonly version: string;
  readonly namespace: string;
  /** The object that it is about. */
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly message: string;
  /** The node of the component that reports it. */
  readonly node: string | undefined;
}

/** Selects the events that warn. */
export const warningSelector = "type=Warning";

// characters; the server accepts 1,024 of a message
const longest = 1024;

/** Reads warning events, and keeps little of each. */
export const warningCodec: Codec<Warning> = {
  accept: "application/json",
  items: (list) => itemsOf(list, "a call for events").map(read),
  item: (object) => read(object),
  uid: ({ uid }) => uid,
  version: ({ version }) => version,
};

function read(value: unknown): Warning {
  const { metadata, involvedObject, reason, message, source } = record(value);
  const { uid, resourceVersion } = record(metadata);
  const { kind, name, namespace } = record(involvedObject);
  const { host } = record(source);
  return {
    uid: clipped(uid),
    version: clipped(resourceVersion),
    namespace: clipped(namespace),
    kind: clipped(kind),
    name: clipped(name),
    reason: clipped(reason),
    message: clipped(message),
    node: clipped(host) || undefined,
  };
}

function clipped(value: unknown): string {
  return (text(value) ?? "").slice(0, longest);
}
