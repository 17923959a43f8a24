import { firstLine, UserError } from "../errors.ts";
import { ApiError } from "../kube/errors.ts";
import { DiskError } from "../process/on-disk.ts";
import type { Infer, Schema } from "../schema/infer.ts";

/** The JSON Schema of a line of meta/errors.jsonl; `npm run schemas` writes it to docs/dump-errors.schema.json. */
export const faultSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "A line of meta/errors.jsonl in a dump: something that is left out, and why",
  type: "object",
  additionalProperties: false,
  required: ["what", "path", "message"],
  properties: {
    what: { description: "pods in namespace shop; the log of shop/web-0/app", type: "string" },
    path: { description: "The path in the API, or of a file in the dump", type: "string" },
    status: { description: "The HTTP status; absent if it does not come from an answer", type: "integer" },
    message: { description: "In the cluster's words", type: "string" },
  },
} as const satisfies Schema;

/** Something that is not in a dump. */
export type Fault = Infer<typeof faultSchema>;

/** What is left out because of an error. */
export function faultOf(what: string, path: string, error: unknown): Fault {
  const isApi = error instanceof ApiError;
  const message = isApi ? error.words : firstLine(error);
  return { what, path, ...(isApi ? { status: error.status } : {}), message };
}

/** Whether something went wrong in the cluster or on the way to it, and not on this machine. */
export function isOfCluster(error: unknown): error is UserError {
  return error instanceof UserError && !(error instanceof DiskError);
}
