import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a program and gives what it wrote. Throws with its own words. */
export async function call(program: string, args: readonly string[], cwd?: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], {
    ...(cwd === undefined ? {} : { cwd }),
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout;
}
