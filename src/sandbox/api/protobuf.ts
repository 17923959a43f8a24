import { unsupportedMediaType } from "../cluster/status.ts";

/** kubectl sends objects made from its flags in this form: a Kubernetes envelope around a protobuf message. */
export const protobufType = "application/vnd.kubernetes.protobuf";

const magic = Buffer.from("k8s\0");

/** Field numbers of a message (the `generated.proto` files of k8s.io/api), as far as they are needed here. */
interface Message {
  readonly [number: number]: readonly [name: string, holds: "text" | "map" | Message];
}

const entry: Message = { 1: ["key", "text"], 2: ["value", "text"] };
const typeMeta: Message = { 1: ["apiVersion", "text"], 2: ["kind", "text"] };
const metadata: Message = {
  1: ["name", "text"],
  2: ["generateName", "text"],
  3: ["namespace", "text"],
  11: ["labels", "map"],
  12: ["annotations", "map"],
};
const attributes: Message = {
  1: ["namespace", "text"],
  2: ["verb", "text"],
  3: ["group", "text"],
  4: ["version", "text"],
  5: ["resource", "text"],
  6: ["subresource", "text"],
  7: ["name", "text"],
};
const nonResource: Message = { 1: ["path", "text"], 2: ["verb", "text"] };
const question: Message = {
  1: ["resourceAttributes", attributes],
  2: ["nonResourceAttributes", nonResource],
};

const messages: Readonly<Record<string, Message>> = {
  Namespace: { 1: ["metadata", metadata] },
  ServiceAccount: { 1: ["metadata", metadata] },
  ConfigMap: { 1: ["metadata", metadata], 2: ["data", "map"] },
  SelfSubjectAccessReview: { 1: ["metadata", metadata], 2: ["spec", question] },
};

/** The object in a protobuf body. @throws ApiError 415 for kinds that are accepted only as JSON or YAML */
export function readProtobuf(bytes: Buffer): Record<string, unknown> {
  const parts = new Map(readFields(bytes.subarray(magic.length)));
  const type = readMessage(parts.get(1) ?? magic, typeMeta);
  const message = messages[String(type.kind)];
  if (!bytes.subarray(0, magic.length).equals(magic) || message === undefined) {
    throw unsupportedMediaType(protobufType, ["application/json", "application/yaml"]);
  }
  return { ...type, ...readMessage(parts.get(2) ?? Buffer.alloc(0), message) };
}

function readMessage(bytes: Buffer, message: Message): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [number, value] of readFields(bytes)) {
    const [name, holds] = message[number] ?? [];
    if (name === undefined || holds === undefined) continue;
    if (holds === "text") {
      if (value.length > 0) object[name] = value.toString();
    } else if (holds === "map") {
      const { key, value: of = "" } = readMessage(value, entry);
      object[name] = { ...(object[name] as object | undefined), [String(key)]: of };
    } else {
      object[name] = readMessage(value, holds);
    }
  }
  return object;
}

/** The fields that have a length: strings, messages, map entries. Numbers are skipped. */
function* readFields(bytes: Buffer): Generator<[number: number, value: Buffer]> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const tag = varint();
    const length = varint();
    if ((tag & 7) !== 2) continue;
    yield [tag >> 3, bytes.subarray(at, at + length)];
    at += length;
  }
}
