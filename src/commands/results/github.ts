import { failureAnnotations } from "../../results/annotations.ts";
import { resultWords } from "../../results/words.ts";
import { workflowCommand } from "../../text/workflow-command.ts";
import type { Printed } from "./printed.ts";

/** `-o github`: an annotation for each of the first failed tests, and one for the verdict. */
export function asGithub({ view, chosen }: Printed): string[] {
  const { results } = view;
  const { errors, left } = failureAnnotations(chosen);
  const verdict = [`${results.verdict}: ${resultWords(results)}`, ...left].join("\n");
  return [...errors, workflowCommand("notice", { title: "conformance" }, verdict)].map((line) => `${line}\n`);
}
