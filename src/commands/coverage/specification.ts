import path from "node:path";
import { gunzipSync } from "node:zlib";
import { readSpecification, type Specification } from "../../coverage/spec/read.ts";
import { InputError, messageOf } from "../../errors.ts";
import { readFileWithin } from "../../process/read-file.ts";
import type { Context } from "../context.ts";
import type { MeasuringFlags } from "./flags.ts";

// the document of Kubernetes has 5 MiB, and a cluster with many custom resources several times that
const most = 128 * 1024 * 1024;

/** The OpenAPI document that the flags name; undefined if they name none. */
export async function readGiven(context: Context, flags: MeasuringFlags): Promise<Specification | undefined> {
  const { openapi, fromCluster } = flags;
  if (openapi !== undefined && fromCluster === true)
    throw new InputError("--openapi and --from-cluster exclude each other");
  if (openapi !== undefined) return readSpecification(await readDocument(openapi, context.io.cwd), openapi);
  if (fromCluster !== true) return undefined;
  const { openFlags } = await import("../open.ts");
  const { readText } = await import("../../kube/transport.ts");
  const cluster = await openFlags(context, flags);
  const headers = { accept: "application/json" };
  const { body } = await cluster.send({ method: "GET", path: "/openapi/v2", headers });
  return readSpecification(await readText(body), `${cluster.connection.server}/openapi/v2`);
}

async function readDocument(file: string, cwd: string): Promise<string> {
  const reading = await readFileWithin(path.resolve(cwd, file), { most });
  if (reading.kind === "absent") throw new InputError(`${file}: does not exist`);
  if (reading.kind !== "read") throw new InputError(`${file}: ${reading.why}`);
  const isGzip = reading.bytes[0] === 0x1f && reading.bytes[1] === 0x8b;
  try {
    const bytes = isGzip ? gunzipSync(reading.bytes, { maxOutputLength: most }) : reading.bytes;
    return new TextDecoder().decode(bytes);
  } catch (cause) {
    throw new InputError(`${file}: is damaged: ${messageOf(cause)}`, { cause });
  }
}
