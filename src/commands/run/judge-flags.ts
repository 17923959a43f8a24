import type { Context } from "../context.ts";
import type { RunFlags } from "./flags.ts";

/** Checks the flags of `run` in any command that has them. Throws InputError for a value that cannot be used. */
export function judgeRunFlags({ io }: Pick<Context, "io">) {
  return async (command: { opts(): RunFlags }): Promise<void> => {
    const { checkSkipped } = await import("../../preflight/preflight.ts");
    const { readRunFlags } = await import("./read-flags.ts");
    const { skipPreflight } = readRunFlags(command.opts(), io.cwd);
    if (skipPreflight !== "all") checkSkipped(skipPreflight);
  };
}
