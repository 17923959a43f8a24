import { resultWords } from "../../results/words.ts";
import { hasFailed } from "../../suite/spec.ts";
import { workflowCommand } from "../../text/workflow-command.ts";
import type { Printed } from "./printed.ts";

/** GitHub shows ten errors per step, and silently drops the rest. */
const most = 10;

/** `-o github`: an annotation for each of the first failed tests, and one for the verdict. */
export function asGithub({ view, chosen }: Printed): string[] {
  const { results } = view;
  const failed = chosen.filter((spec) => hasFailed(spec.state));
  const left = failed.length - most;
  const errors = failed.slice(0, most).map(({ name, cause, location }) => {
    const lines = [cause ?? "it left no message", ...(location === undefined ? [] : [`at ${location}`])];
    return workflowCommand("error", { title: name }, lines.join("\n"));
  });
  const verdict = [
    `${results.verdict}: ${resultWords(results)}`,
    ...(left > 0 ? [`${left} more failed tests are not annotated`] : []),
  ].join("\n");
  return [...errors, workflowCommand("notice", { title: "conformance" }, verdict)].map((line) => `${line}\n`);
}
