import type { IncomingMessage } from "node:http";
import { isRecord } from "../cluster/object.ts";
import { type Resource, resources } from "../cluster/resources.ts";
import { badRequest, noSuchResource, unsupportedMediaType } from "../cluster/status.ts";
import { protobufType, readProtobuf } from "./protobuf.ts";

/** What a path of the API names. */
export interface Target {
  readonly resource: Resource;
  readonly namespace?: string;
  /** Absent if the path is that of the collection. */
  readonly name?: string;
  readonly subresource?: string;
}

const largestBody = 3 * 1024 * 1024;

/** Reads `/api/v1/namespaces/x/pods/y/log` and its like. @throws ApiError 404 */
export function target(path: string): Target {
  const [root, ...parts] = path.split("/").slice(1).map(decodeURIComponent);
  const group = root === "api" ? "" : parts.shift();
  const version = parts.shift();
  const inNamespace =
    parts[0] === "namespaces" && parts.length > 2 && parts[2] !== "status" && parts[2] !== "finalize";
  const namespace = inNamespace ? parts.splice(0, 2)[1] : undefined;
  const [plural, name, subresource, ...rest] = parts;
  const resource = resources.find(
    (each) => each.group === group && each.version === version && each.plural === plural,
  );
  if (
    resource === undefined ||
    rest.length > 0 ||
    (name !== undefined && resource.namespaced !== inNamespace)
  ) {
    throw noSuchResource();
  }
  return {
    resource,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    ...(subresource !== undefined && { subresource }),
  };
}

/** The body as bytes. @throws ApiError 400 */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > largestBody) throw badRequest(`limit is ${largestBody}`);
  }
  return Buffer.concat(chunks);
}

/** The body of a write, or of a deletion if there is one. @throws ApiError 400, 415 */
export async function readObject(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const value = await readValue(request);
  if (value !== undefined && !isRecord(value)) throw badRequest("the body is not an object");
  return value;
}

/** The body's JSON or YAML; undefined if it is empty. @throws ApiError 400, 415 */
export async function readValue(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBody(request);
  if (bytes.length === 0) return undefined;
  const type = contentType(request);
  if (type === protobufType) return readProtobuf(bytes);
  if (!/json|yaml/.test(type)) throw unsupportedMediaType(type, ["application/json", "application/yaml"]);
  const yaml = type.includes("yaml") ? await import("yaml") : undefined;
  try {
    return yaml === undefined ? JSON.parse(bytes.toString()) : yaml.parse(bytes.toString());
  } catch (error) {
    throw badRequest(
      `couldn't get version/kind; json parse error: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** The media type without its parameters. */
export function contentType(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "application/json").split(";")[0]?.trim() ?? "";
}

/** A boolean in the query, as Go reads one. */
export function flag(query: URLSearchParams, name: string): boolean {
  return ["1", "t", "true", "True", "TRUE"].includes(query.get(name) ?? "");
}

/** A whole number in the query, 0 or more; undefined if it is not given. @throws ApiError 400 */
export function number(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (!/^\d+$/.test(text))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}
