import type { Io } from "../../../src/process/io.ts";
import { program, type Result } from "../program.ts";

export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ask?: Io["ask"];
  readonly interrupt?: AbortController;
}

/** Runs a subcommand of `submission` in this process, with the real git at hand. */
export function call(args: readonly string[], { env, ...options }: Surroundings): Promise<Result> {
  return program(["submission", ...args], { ...options, env: { PATH: process.env.PATH ?? "", ...env } });
}
