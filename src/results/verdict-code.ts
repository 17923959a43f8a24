import { type ExitCode, exitCode } from "../errors.ts";
import type { Assessment } from "./assess.ts";

/** The exit code for a judged run; `mustCertify` is `--certifiable`. */
export function verdictCode(
  { verdict, certifiable }: Pick<Assessment, "verdict" | "certifiable">,
  mustCertify: boolean,
): ExitCode {
  switch (verdict) {
    case "passed":
      return mustCertify && !certifiable ? exitCode.notCertifiable : exitCode.passed;
    case "failed":
      return exitCode.testsFailed;
    case "incomplete":
      return exitCode.noVerdict;
  }
}
