import type { Context } from "../context.ts";
import type { RunFlags } from "./flags.ts";

/** Checks the flags of `run` in any command that has them. Throws InputError for a value that cannot be used. */
export function judgeRunFlags({ io }: Pick<Context, "io">) {
  return async (command: { opts(): RunFlags }): Promise<void> => {
    const { readGivenProduct } = await import("../../run/folder.ts");
    const { checkSkipped } = await import("../../preflight/preflight.ts");
    const { readRunFlags } = await import("./read-flags.ts");
    const flags = command.opts();
    const { skipPreflight } = readRunFlags(flags, io.cwd);
    await readGivenProduct(flags.product, io.cwd);
    if (skipPreflight !== "all") checkSkipped(skipPreflight);
  };
}
