import { firstLine, UserError } from "../errors.ts";
import { ApiError } from "../kube/errors.ts";
import { DiskError } from "../process/on-disk.ts";

/** Something that is not in a dump, as meta/errors.jsonl has it. */
export interface Fault {
  /** `pods in namespace shop`, `the log of shop/web-0/app`. */
  readonly what: string;
  /** The path in the API, or of a file in the dump. */
  readonly path: string;
  /** The HTTP status; absent where it does not come from an answer. */
  readonly status?: number;
  readonly message: string;
}

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
