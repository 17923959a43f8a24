import { UserError } from "../../errors.ts";
import { ApiError, ConnectionError } from "../../kube/errors.ts";
import type { Plan } from "../../run/plan/plan.ts";
import type { Context } from "../context.ts";
import { clusterWords } from "./words.ts";

/** The message after detaching from a run that goes on, or from a replay, which does not. */
export function detachedWords({ name, argv }: Context, { id, namespace }: Plan, sandbox: boolean): string {
  if (sandbox) return `left       run ${id} ended with its sandbox, which lives in this process`;
  const where = clusterWords(argv);
  return [
    `detached   run ${id} goes on in namespace ${namespace}`,
    `next       ${name} attach ${id}${where}      to watch it and fetch its results, from any machine`,
    `           ${name} status${where}`,
  ].join("\n");
}

/**
 * What kept this machine from following a run that is still in the cluster: the same error, with the command that continues
 * the run instead of a fix that would start another one. `over` is whether its suite has ended.
 */
export function leftError(error: UserError, { name, argv }: Context, plan: Plan, over: boolean): UserError {
  const there = `run ${plan.id} ${over ? "and its results are still" : "goes on"} in namespace ${plan.namespace}`;
  const attach = `${name} attach ${plan.id}${clusterWords(argv)} --results-dir FOLDER`;
  // a second run does not fix a connection
  const fixes =
    error instanceof ApiError || error instanceof ConnectionError
      ? [error.fix].filter((fix) => fix !== undefined)
      : [];
  return new UserError(error.message, {
    code: error.code,
    fix: [...fixes, `${there}; take it up into another folder: ${attach}`].join("; "),
    cause: error,
  });
}
