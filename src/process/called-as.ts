import path from "node:path";
import type { Io } from "./io.ts";

/**
 * How the user called the program: `kubectl conformance` or `kubectl-conformance`, for help and hints.
 * kubectl executes a plugin by its path in a folder of the PATH (kubectl `pkg/cmd/plugin.go`); a shell that
 * found it there keeps the name as it was typed.
 * @param called the first word of the process, or the script's path if a runtime was called
 */
export function calledAs(
  called: string,
  env: () => Io["env"],
): "kubectl conformance" | "kubectl-conformance" {
  const direct = "kubectl-conformance";
  const folder = path.dirname(called);
  if (!path.basename(called).startsWith("kubectl-") || folder === ".") return direct;
  const { PATH = "", _: shellCalled, npm_command } = env();
  const onPath = PATH.split(path.delimiter).some(
    (entry) => entry !== "" && path.normalize(`${entry}/.`) === folder,
  );
  // shells set `_` to the program that they started, which is kubectl unless the whole path was typed; npx puts its folder on the PATH
  if (!onPath || shellCalled === called || npm_command === "exec") return direct;
  return "kubectl conformance";
}

/** A hint with its commands as the user calls them: in the source they are written as kubectl's plugin. */
export function asCalled(hint: string, name: string): string {
  return hint.replaceAll("kubectl conformance ", `${name} `);
}
