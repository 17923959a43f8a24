import { hasFailed } from "../suite/spec.ts";
import { workflowCommand } from "../text/workflow-command.ts";
import type { ViewedSpec } from "./view.ts";

/** GitHub shows ten errors of a step, and drops the rest without a word; one is left for an error that ends the program. */
export const mostAnnotated = 9;

/**
 * Workflow commands that annotate a step with the first failed tests, and a sentence about those that are left out. `most` is how many
 * errors may be used.
 */
export function failureAnnotations(
  specs: readonly ViewedSpec[],
  most = mostAnnotated,
): { readonly errors: readonly string[]; readonly left: readonly string[] } {
  const failed = specs.filter((spec) => hasFailed(spec.state));
  const errors = failed.slice(0, most).map(({ name, cause, location }) => {
    const lines = [cause ?? "it left no message", ...(location === undefined ? [] : [`at ${location}`])];
    return workflowCommand("error", { title: name }, lines.join("\n"));
  });
  const left = failed.length - errors.length;
  return { errors, left: left > 0 ? [`${left} more failed tests are not annotated`] : [] };
}
